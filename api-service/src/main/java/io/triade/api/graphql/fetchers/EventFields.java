package io.triade.api.graphql.fetchers;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.PropertyDataFetcherHelper;
import graphql.schema.idl.RuntimeWiring;
import io.smallrye.mutiny.Multi;
import io.triade.api.answers.Failures;
import io.triade.api.answers.RunFacts;
import io.triade.api.graphql.schema.Caller;
import io.triade.api.graphql.schema.Owned;
import io.triade.api.graphql.schema.Wiring;
import io.triade.api.runs.RunStreams;
import io.triade.contracts.runs.RunEvent;
import io.triade.defaults.streams.EventCodec;
import io.triade.defaults.streams.Frame;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;

/// The events of a run as the schema's types, which have the names of the records of `RunEvent`.
@ApplicationScoped
public class EventFields implements Wiring {
    private final RunStreams streams;
    private final EventCodec codec;

    /// One event and its number.
    private record Numbered(long offset, RunEvent event) {}

    EventFields(RunStreams streams, EventCodec codec) {
        this.streams = streams;
        this.codec = codec;
    }

    @Override
    public void wire(RuntimeWiring.Builder wiring) {
        wiring.type("Subscription", subscription -> subscription.dataFetcher("runEvents", this::events));
        wiring.type(
                "RunEvent",
                event -> event.typeResolver(shown -> shown.getSchema()
                        .getObjectType(typeOf(shown.<Numbered>getObject().event()))));
        for (Class<?> event : RunEvent.class.getPermittedSubclasses()) {
            wiring.type(event.getSimpleName(), type -> type.defaultDataFetcher(EventFields::member));
        }
    }

    private static String typeOf(RunEvent event) {
        return event.getClass().getSimpleName();
    }

    private static @Nullable Object member(DataFetchingEnvironment field) {
        Numbered shown = Objects.requireNonNull(field.getSource(), "an event's field has an event");
        String name = field.getFieldDefinition().getName();
        return name.equals("offset")
                ? (Object) shown.offset
                : PropertyDataFetcherHelper.getPropertyValue(name, shown.event, field.getFieldType());
    }

    private Publisher<Object> events(DataFetchingEnvironment field) {
        Caller caller = Caller.of(field.getGraphQlContext());
        long after = Objects.requireNonNull(field.<Long>getArgument("after"), "the schema has a default");
        Multi<Object> events = streams.follow(caller.call(), new Arguments(field).id("id"), after, _ -> {})
                .map(frame -> shown(caller, frame))
                .onFailure()
                .transform(Failures::fromTier);
        return FlowAdapters.toPublisher(events);
    }

    private Object shown(Caller caller, Frame frame) {
        RunEvent event = codec.event(frame);
        RunFacts.note(caller.facts(), event);
        return Owned.by(caller, new Numbered(frame.offset(), event));
    }
}
