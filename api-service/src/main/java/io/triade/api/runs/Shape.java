package io.triade.api.runs;

import io.triade.defaults.streams.EventForm;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Variant;
import java.util.List;

/// How a run is answered with.
sealed interface Shape {
    /// One document, once it is whole.
    record Document() implements Shape {}

    /// Its events, as they come.
    record Events(EventForm form) implements Shape {}

    MediaType LINES = new MediaType("application", "x-ndjson");

    List<Variant> EVENTS =
            Variant.mediaTypes(MediaType.SERVER_SENT_EVENTS_TYPE, LINES).build();

    List<Variant> ALL = Variant.mediaTypes(MediaType.APPLICATION_JSON_TYPE, MediaType.SERVER_SENT_EVENTS_TYPE, LINES)
            .build();

    /// What the caller accepts of them; of equals, the first.
    ///
    /// quarkus-rest would come to a resource for any `Accept`, have it run, and only then see that nobody can read
    /// the answer.
    static Shape of(Request request, List<Variant> choices) {
        Variant chosen = request.selectVariant(choices);
        if (chosen == null) throw new NotAcceptableException();
        MediaType type = chosen.getMediaType();
        if (type.isCompatible(MediaType.APPLICATION_JSON_TYPE)) return new Document();
        return new Events(type.isCompatible(LINES) ? EventForm.LINES : EventForm.SERVER_SENT_EVENTS);
    }
}
