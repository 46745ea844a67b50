package io.triade.api.openai.chat;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.smallrye.mutiny.Uni;
import io.triade.api.answers.Failures;
import io.triade.api.answers.ForeignJson;
import io.triade.api.runs.RunRecords;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.runs.Run;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallFacts;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The completions that are kept, page by page. They are runs among others, so each page looks through the caller's
/// newest runs.
@ApplicationScoped
class CompletionList {
    private static final int LOOKED_AT = 100;
    private static final int MOST_PAGES = 50;
    private static final int AT_ONCE = 4;

    private final RunRecords records;
    private final KeptCompletions completions;

    CompletionList(RunRecords records, KeptCompletions completions) {
        this.records = records;
        this.completions = completions;
    }

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Page(
            String object,
            List<ChatCompletion> data,
            @Nullable String firstId,
            @Nullable String lastId,
            boolean hasMore) {
        static Page of(List<ChatCompletion> data, boolean more) {
            return data.isEmpty()
                    ? new Page("list", data, null, null, more)
                    : new Page(
                            "list", data, data.getFirst().id(), data.getLast().id(), more);
        }
    }

    Uni<Buffer> page(Call call, ListQuery query, CallFacts facts) {
        return found(call, query, new ArrayList<>(), null, 1)
                .onFailure()
                .transform(Failures::fromTier)
                .map(query::slice)
                .flatMap(slice -> shown(call, slice.runs(), facts).map(data -> Page.of(data, slice.more())))
                .map(page -> Buffer.buffer(ForeignJson.bytes(page)));
    }

    private Uni<List<Run>> found(Call call, ListQuery query, List<Run> found, @Nullable String cursor, int page) {
        return records.page(call, LOOKED_AT, cursor).flatMap(runs -> {
            runs.items().stream().filter(query::wants).forEach(found::add);
            if (runs.next() == null || query.enough(found))
                return Uni.createFrom().item(found);
            if (page == MOST_PAGES) throw tooMany();
            return found(call, query, found, runs.next(), page + 1);
        });
    }

    private static ProblemException tooMany() {
        return ProblemException.invalidField(
                "order",
                "must be desc: there are more than %d runs to look through, and they are not read from the oldest on"
                        .formatted(LOOKED_AT * MOST_PAGES));
    }

    private Uni<List<ChatCompletion>> shown(Call call, List<Run> runs, CallFacts facts) {
        if (runs.isEmpty()) return Uni.createFrom().item(List.of());
        return Uni.join()
                .all(runs.stream()
                        .map(run -> completions.shown(call, run, facts))
                        .toList())
                .usingConcurrencyOf(AT_ONCE)
                .andFailFast();
    }
}
