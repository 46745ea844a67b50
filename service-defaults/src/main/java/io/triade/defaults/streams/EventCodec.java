package io.triade.defaults.streams;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.triade.contracts.runs.Detached;
import io.triade.contracts.runs.RunEvent;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;

/// Run events to bytes and back.
@ApplicationScoped
public class EventCodec {
    private final ObjectWriter writer;
    private final ObjectReader reader;
    private final ObjectWriter lastWords;

    public EventCodec(ObjectMapper mapper) {
        writer = mapper.writerFor(RunEvent.class);
        reader = mapper.readerFor(RunEvent.class);
        lastWords = mapper.writerFor(Detached.class);
    }

    public Frame frame(long offset, RunEvent event) {
        try {
            return new Frame(offset, Buffer.buffer(writer.writeValueAsBytes(event)));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("an event cannot be written as JSON", broken);
        }
    }

    public Buffer json(Detached lastWord) {
        try {
            return Buffer.buffer(lastWords.writeValueAsBytes(lastWord));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a last word cannot be written as JSON", broken);
        }
    }

    /// @throws IllegalArgumentException when the bytes are no event of ours
    public RunEvent event(Frame frame) {
        try {
            return reader.readValue(frame.json().getBytes());
        } catch (IOException broken) {
            throw new IllegalArgumentException("event " + frame.offset() + " is not readable", broken);
        }
    }
}
