package io.triade.defaults.streams;

import io.vertx.core.buffer.Buffer;

/// The two ways in which a stream of events is written.
public enum EventForm {
    /// Server-sent events; the offset is the event's id.
    SERVER_SENT_EVENTS("text/event-stream;charset=UTF-8", ": \n\n"),
    /// Newline-delimited JSON, each event in an object with its offset.
    LINES("application/x-ndjson", "\n");

    private final String mediaType;
    private final String heartbeat;

    EventForm(String mediaType, String heartbeat) {
        this.mediaType = mediaType;
        this.heartbeat = heartbeat;
    }

    public String mediaType() {
        return mediaType;
    }

    /// What says nothing and keeps a connection alive.
    public String heartbeat() {
        return heartbeat;
    }

    public Buffer event(Frame frame) {
        return switch (this) {
            case SERVER_SENT_EVENTS -> frame.encoded();
            case LINES -> frame.line();
        };
    }

    /// @param json a `Detached`; without an id, since it is no event of the run
    public Buffer lastWord(Buffer json) {
        return switch (this) {
            case SERVER_SENT_EVENTS ->
                Buffer.buffer("event: detached\ndata: ").appendBuffer(json).appendString("\n\n");
            case LINES -> Buffer.buffer().appendBuffer(json).appendString("\n");
        };
    }
}
