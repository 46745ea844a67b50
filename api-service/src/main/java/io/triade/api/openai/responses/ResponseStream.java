package io.triade.api.openai.responses;

import io.smallrye.mutiny.Multi;
import io.triade.api.answers.Failures;
import io.triade.api.openai.runs.Asking;
import io.triade.defaults.calls.CallFacts;
import io.triade.defaults.streams.Frame;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;

/// A streamed response: its events, and what is said where the connection must end before it does.
record ResponseStream(Multi<Buffer> chunks, Function<Throwable, Buffer> lastWord) {
    static ResponseStream of(ResponseEvents events, Multi<Frame> frames, Asking asking, CallFacts facts) {
        Multi<Buffer> chunks = frames.map(frame -> events.event(frame.offset(), asking.event(frame, facts)))
                .filter(chunk -> chunk.length() > 0);
        return new ResponseStream(chunks, why -> events.cut(Failures.known(why)));
    }
}
