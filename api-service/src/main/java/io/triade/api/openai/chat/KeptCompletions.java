package io.triade.api.openai.chat;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.api.answers.Failures;
import io.triade.api.answers.ForeignJson;
import io.triade.api.openai.runs.Asking;
import io.triade.api.openai.runs.Heard;
import io.triade.api.openai.runs.Ids;
import io.triade.api.openai.runs.KeptWords;
import io.triade.api.runs.RunHead;
import io.triade.api.runs.RunRecords;
import io.triade.api.runs.RunStart;
import io.triade.api.runs.TimelyAnswers;
import io.triade.contracts.generations.Generation;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.Run;
import io.triade.contracts.runs.RunEvent;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallFacts;
import io.triade.defaults.streams.Frame;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Chat completions that are runs: made once for each idempotency key, kept, and followed at any door.
@ApplicationScoped
class KeptCompletions {
    private final ChatCompletions completions;
    private final Asking asking;
    private final RunRecords records;
    private final TimelyAnswers timely;

    KeptCompletions(ChatCompletions completions, Asking asking, RunRecords records, TimelyAnswers timely) {
        this.completions = completions;
        this.asking = asking;
        this.records = records;
        this.timely = timely;
    }

    RunStart start(Call call, ChatRequest request, @Nullable String key) {
        return asking.start(call, ChatTranslation.run(request, key), key);
    }

    Uni<Buffer> whole(RunStart start, ChatRequest request, Consumer<RunHead> head, CallFacts facts) {
        var words = new KeptWords(ChatTranslation.words(request));
        return timely.inTime(
                start,
                head,
                known -> completion(asking.kept(start, known), words, facts)
                        .map(KeptCompletions::written)
                        .onFailure()
                        .transform(failure -> ChatTranslation.theirs(request, failure)));
    }

    Multi<Buffer> stream(RunStart start, ChatRequest request, Consumer<RunHead> head, CallFacts facts) {
        return completions.chunks(asking.kept(start, head), request, facts);
    }

    /// One that has ended.
    Uni<Buffer> read(Call call, String id, CallFacts facts) {
        return ended(call, id).flatMap(run -> shown(call, run, facts)).map(KeptCompletions::written);
    }

    /// Keeps other metadata with one that has ended.
    Uni<Buffer> describe(Call call, String id, Map<String, String> metadata, CallFacts facts) {
        return ended(call, id)
                .flatMap(run -> records.describe(call, run.id(), new KeptWords(run.metadata()).withOwn(metadata)))
                .onFailure()
                .transform(Failures::fromTier)
                .flatMap(run -> shown(call, run, facts))
                .map(KeptCompletions::written);
    }

    /// What a run that is a completion came to.
    Uni<ChatCompletion> shown(Call call, Run run, CallFacts facts) {
        return completion(asking.again(call, run.id(), _ -> {}), new KeptWords(run.metadata()), facts);
    }

    private Uni<Run> ended(Call call, String id) {
        return records.read(call, Ids.run(Ids.COMPLETION, id))
                .onFailure()
                .transform(Failures::fromTier)
                .invoke(run -> refuseUnfinished(run, id));
    }

    Uni<Buffer> remove(Call call, String id) {
        return records.remove(call, Ids.run(Ids.COMPLETION, id))
                .onFailure()
                .transform(Failures::fromTier)
                .map(_ -> Buffer.buffer(
                        ForeignJson.bytes(Map.of("id", id, "object", "chat.completion.deleted", "deleted", true))));
    }

    private static void refuseUnfinished(Run run, String id) {
        if (run.finishedAt() != null) return;
        throw new ProblemException(
                ProblemType.NOT_FOUND,
                "The completion '%s' has not ended; GET /openai/v1/responses/%s?stream=true follows it."
                        .formatted(id, Ids.response(run.id())));
    }

    private Uni<ChatCompletion> completion(Multi<Frame> frames, KeptWords words, CallFacts facts) {
        var heard = new Heard(words.oneToolAtMost());
        return frames.invoke(frame -> heard.add(frame.offset(), asking.event(frame, facts)))
                .collect()
                .last()
                .map(_ -> completion(heard, words));
    }

    private static ChatCompletion completion(Heard heard, KeptWords words) {
        String runId = String.valueOf(heard.runId());
        TokenUsage usage = heard.usage() == null ? new TokenUsage(0, 0) : heard.usage();
        var generation =
                new Generation(runId, String.valueOf(heard.model()), heard.content(), stopReason(heard), usage);
        return ChatCompletion.of(generation, Ids.createdAt(runId), words.oneToolAtMost(), words.own());
    }

    private static Buffer written(ChatCompletion completion) {
        return Buffer.buffer(ForeignJson.bytes(completion));
    }

    private static StopReason stopReason(Heard heard) {
        return switch (heard.end()) {
            case RunEvent.Completed completed -> completed.stopReason();
            case RunEvent.Failed failed -> throw ProblemException.passedOn(failed.problem());
            case RunEvent.Cancelled cancelled ->
                throw new ProblemException(
                        ProblemType.CONFLICT, "The completion was cancelled by " + cancelled.by() + ".");
            case null, default -> throw new ProblemException(ProblemType.UPSTREAM_FAILED, "The answer broke off.");
        };
    }
}
