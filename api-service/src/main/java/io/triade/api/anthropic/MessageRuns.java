package io.triade.api.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.api.answers.ForeignJson;
import io.triade.api.answers.GatheredAnswer;
import io.triade.api.answers.RunFacts;
import io.triade.api.anthropic.requests.MessagesRequest;
import io.triade.api.anthropic.requests.MessagesTranslation;
import io.triade.api.runs.RunHead;
import io.triade.api.runs.RunStart;
import io.triade.api.runs.RunStreams;
import io.triade.api.runs.TimelyAnswers;
import io.triade.contracts.runs.RunEvent;
import io.triade.contracts.runs.RunRequest;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallFacts;
import io.triade.defaults.streams.EventCodec;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Consumer;

/// Answers messages that came with an idempotency key by runs: started once, however often they are asked for, and
/// open to be followed at any other door.
@ApplicationScoped
class MessageRuns {
    private final RunStreams runs;
    private final EventCodec codec;
    private final TimelyAnswers timely;
    private final ObjectWriter requests;

    MessageRuns(RunStreams runs, TimelyAnswers timely, EventCodec codec, ObjectMapper mapper) {
        this.runs = runs;
        this.timely = timely;
        this.codec = codec;
        this.requests = mapper.writerFor(RunRequest.class);
    }

    RunStart start(Call call, MessagesRequest request, String idempotencyKey) {
        try {
            byte[] body = requests.writeValueAsBytes(MessagesTranslation.run(request));
            return RunStart.of(call, "/v1/runs", Buffer.buffer(body), idempotencyKey);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a run request cannot be written as JSON", broken);
        }
    }

    Uni<Buffer> whole(RunStart start, MessagesRequest request, CallFacts facts, Consumer<RunHead> head) {
        return timely.inTime(start, head, known -> answer(start, request, facts, known));
    }

    private Uni<Buffer> answer(RunStart start, MessagesRequest request, CallFacts facts, Consumer<RunHead> head) {
        return runs.start(start, head)
                .collect()
                .in(GatheredAnswer::new, (answer, frame) -> {
                    RunEvent event = codec.event(frame);
                    RunFacts.note(facts, event);
                    answer.add(frame.offset(), event);
                })
                .map(answer -> AnthropicMessage.of(answer.generation(), request))
                .map(message -> Buffer.buffer(ForeignJson.bytes(message)))
                .onFailure()
                .transform(failure -> MessagesTranslation.theirs(request, failure));
    }

    Multi<Buffer> stream(RunStart start, MessagesRequest request, CallFacts facts, Consumer<RunHead> head) {
        var events = new MessageEvents(request, start.call().traceId());
        return runs.start(start, head)
                .map(frame -> events.chunk(frame, codec, event -> RunFacts.note(facts, event)))
                .filter(chunk -> chunk.length() > 0)
                .onFailure()
                .transform(failure -> MessagesTranslation.theirs(request, failure));
    }
}
