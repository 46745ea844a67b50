package io.triade.api.openai.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.f4b6a3.ulid.UlidCreator;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.api.answers.Failures;
import io.triade.api.openai.responses.ResponseTranslation.Asked;
import io.triade.api.openai.runs.Asking;
import io.triade.api.openai.runs.Ids;
import io.triade.api.runs.RunHead;
import io.triade.api.runs.RunRecords;
import io.triade.api.runs.RunStart;
import io.triade.api.runs.TimelyAnswers;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.Run;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallFacts;
import io.triade.defaults.streams.Frame;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes responses: as runs that are kept or, with `store: false`, straight from the prompt tier.
@ApplicationScoped
class Responses {
    private final Asking asking;
    private final KeptResponses kept;
    private final RunRecords records;
    private final TimelyAnswers timely;

    Responses(Asking asking, KeptResponses kept, RunRecords records, TimelyAnswers timely) {
        this.asking = asking;
        this.kept = kept;
        this.records = records;
        this.timely = timely;
    }

    /// Who asks for what.
    ///
    /// @param key the caller's idempotency key, if any
    /// @param head told once, when a run was accepted
    record Wanted(
            Call call, ResponseRequest request, @Nullable String key, Consumer<RunHead> head, CallFacts facts) {}

    Uni<ResponseStream> stream(Wanted wanted) {
        return asked(wanted).map(asked -> {
            var events = new ResponseEvents(envelope(wanted, asked), runId(asked), -1);
            return ResponseStream.of(events, frames(wanted, asked), asking, wanted.facts);
        });
    }

    Uni<Buffer> whole(Wanted wanted) {
        return asked(wanted)
                .flatMap(asked -> wanted.request.inBackground() ? begun(wanted, asked) : ended(wanted, asked));
    }

    private Uni<Buffer> ended(Wanted wanted, Asked asked) {
        if (!wanted.request.kept()) return ended(wanted, asked, frames(wanted, asked));
        RunStart start = asking.start(wanted.call, asked.run(wanted.key), wanted.key);
        return timely.inTime(start, wanted.head, head -> ended(wanted, asked, theirs(asked, asking.kept(start, head))));
    }

    private Uni<Buffer> ended(Wanted wanted, Asked asked, Multi<Frame> frames) {
        var events = new ResponseEvents(envelope(wanted, asked), runId(asked), Long.MAX_VALUE);
        return frames.invoke(frame -> events.event(frame.offset(), asking.event(frame, wanted.facts)))
                .collect()
                .last()
                .map(_ -> {
                    ObjectNode response = events.response();
                    if (response != null) return KeptResponses.written(response);
                    throw new ProblemException(ProblemType.UPSTREAM_FAILED, "The answer broke off.");
                });
    }

    private Uni<Buffer> begun(Wanted wanted, Asked asked) {
        var start = asking.start(wanted.call, asked.run(wanted.key), wanted.key);
        return records.begin(start)
                .onFailure()
                .transform(failure -> asked.terms().theirs(Failures.fromTier(failure)))
                .flatMap(run -> {
                    wanted.head.accept(new RunHead(run.id(), !run.id().equals(start.runId())));
                    return shown(wanted, asked, run);
                });
    }

    private Uni<Buffer> shown(Wanted wanted, Asked asked, Run run) {
        return run.finishedAt() == null
                ? Uni.createFrom()
                        .item(KeptResponses.written(envelope(wanted, asked).unfinished(run)))
                : kept.read(wanted.call, Ids.response(run.id()), wanted.facts);
    }

    private Multi<Frame> frames(Wanted wanted, Asked asked) {
        return theirs(
                asked,
                wanted.request.kept()
                        ? asking.kept(asking.start(wanted.call, asked.run(wanted.key), wanted.key), wanted.head)
                        : asking.directly(wanted.call, asked.request()));
    }

    private static <T> Multi<T> theirs(Asked asked, Multi<T> heard) {
        return heard.onFailure().transform(failure -> asked.terms().theirs(Failures.known(failure)));
    }

    private Uni<Asked> asked(Wanted wanted) {
        ResponseRequest request = wanted.request;
        ResponseTranslation.refuseWhatIsNotThere(request);
        if (wanted.key != null && !request.kept()) {
            throw ProblemException.invalidField("/store", "must not be false beside an Idempotency-Key");
        }
        String runId = request.kept()
                ? null
                : "r_" + UlidCreator.getMonotonicUlid().toString().toLowerCase(Locale.ROOT);
        return kept.before(wanted.call, request).map(earlier -> ResponseTranslation.asked(request, earlier, runId));
    }

    private static Envelope envelope(Wanted wanted, Asked asked) {
        return Envelope.of(wanted.request.kept(), asked.words(), asked.request());
    }

    /// Of an answer that never began; a run's own id comes with its first event.
    private static String runId(Asked asked) {
        return String.valueOf(asked.request().runId());
    }
}
