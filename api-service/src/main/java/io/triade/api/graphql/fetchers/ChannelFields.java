package io.triade.api.graphql.fetchers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import io.smallrye.mutiny.Multi;
import io.triade.api.answers.Failures;
import io.triade.api.channels.ChannelStreams;
import io.triade.api.graphql.schema.Caller;
import io.triade.api.graphql.schema.Wiring;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;

/// Channels, said on and heard. Who may is for their tier to say.
@ApplicationScoped
public class ChannelFields implements Wiring {
    /// Nothing in a channel's name can leave its segment of a path.
    private static final Pattern CHANNEL = Pattern.compile("[a-z]+:[A-Za-z0-9._-]{1,120}");

    private final ChannelStreams channels;
    private final TierDocuments documents;
    private final ObjectMapper mapper;

    /// What is said on a channel, as its tier says it.
    public record Message(String channel, JsonNode data, String from, String at) {}

    ChannelFields(ChannelStreams channels, TierDocuments documents, ObjectMapper mapper) {
        this.channels = channels;
        this.documents = documents;
        this.mapper = mapper;
    }

    @Override
    public void wire(RuntimeWiring.Builder wiring) {
        wiring.type("Subscription", subscription -> subscription.dataFetcher("channel", this::hear));
        wiring.type("Mutation", mutation -> mutation.dataFetcher("publish", this::publish));
        wiring.type("ChannelMessage", message -> message.dataFetcher("data", this::data));
    }

    private CompletableFuture<Boolean> publish(DataFetchingEnvironment field) {
        Caller caller = Caller.of(field.getGraphQlContext());
        JsonNode data = mapper.valueToTree(field.getArgument("data"));
        return caller.await(channels.publish(caller.call(), name(field, "channel"), data)
                .onFailure()
                .transform(Failures::fromTier)
                .map(_ -> true));
    }

    private Publisher<Object> hear(DataFetchingEnvironment field) {
        Caller caller = Caller.of(field.getGraphQlContext());
        String name = name(field, "name");
        MessageFilter wanted = filter(field, "filter");
        MessageFilter last = filter(field, "until");
        Multi<Message> messages = channels.messages(caller.call(), name, null, () -> {})
                .onCompletion()
                .failWith(() -> new ProblemException(
                        ProblemType.UPSTREAM_FAILED, "The subscription broke off; subscribe again."))
                .onFailure()
                .transform(Failures::fromTier)
                .map(this::message)
                .filter(message -> wanted == null || wanted.lets(message.data));
        return FlowAdapters.toPublisher((last == null ? messages : upTo(last, messages)).map(Object.class::cast));
    }

    /// The first that matches is the last.
    private static Multi<Message> upTo(MessageFilter last, Multi<Message> messages) {
        return messages.onItem()
                .transformToMultiAndConcatenate(message -> last.lets(message.data)
                        ? Multi.createFrom().items(Optional.of(message), Optional.<Message>empty())
                        : Multi.createFrom().item(Optional.of(message)))
                .select()
                .first(Optional::isPresent)
                .map(Optional::orElseThrow);
    }

    private Message message(Buffer json) {
        return documents.read(json, Message.class);
    }

    private @Nullable Object data(DataFetchingEnvironment field) {
        Message message = field.getSource();
        return message == null ? null : mapper.convertValue(message.data, Object.class);
    }

    private static String name(DataFetchingEnvironment field, String argument) {
        String name = new Arguments(field).required(argument);
        if (!CHANNEL.matcher(name).matches()) {
            throw ProblemException.invalidField(argument, "must be like me:name, shared:name or session:id");
        }
        return name;
    }

    private @Nullable MessageFilter filter(DataFetchingEnvironment field, String argument) {
        Map<String, Object> given = field.getArgument(argument);
        return given == null ? null : MessageFilter.of(argument, mapper.valueToTree(given));
    }
}
