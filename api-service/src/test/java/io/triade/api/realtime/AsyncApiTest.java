package io.triade.api.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The published document says of each message what its record does. That it is AsyncAPI is judged in system-tests.
class AsyncApiTest {
    private static final Path DOCUMENT = Path.of("../docs/api/asyncapi.yaml");

    private static JsonNode document() throws IOException {
        return new YAMLMapper().readTree(DOCUMENT.toFile());
    }

    private static Stream<JsonSubTypes.Type> messages() {
        return Stream.of(ClientMessage.class, ServerMessage.class)
                .flatMap(
                        side -> Stream.of(side.getAnnotation(JsonSubTypes.class).value()));
    }

    private static List<String> names(JsonNode object) {
        return StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false)
                .toList();
    }

    @Test
    void namesEveryMessageOfEitherSide() throws IOException {
        var passedOn = Stream.of("event", "message");

        assertThat(names(document().at("/channels/realtime/messages")))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(messages().map(JsonSubTypes.Type::name), passedOn)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void givesEachTheFieldsOfItsRecord(JsonSubTypes.Type message) throws IOException {
        // Given
        JsonNode document = document();
        String reference = document.at("/components/messages/" + message.name() + "/payload/$ref")
                .asText()
                .substring(1);

        // When
        JsonNode schema = document.at(reference);

        // Then
        assertThat(schema).isNotInstanceOf(MissingNode.class);
        assertThat(schema.at("/properties/type/const").asText()).isEqualTo(message.name());
        assertThat(names(schema.path("properties")))
                .containsExactlyInAnyOrderElementsOf(fields(message.value(), _ -> true));
        var required = StreamSupport.stream(schema.path("required").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        assertThat(required)
                .containsExactlyInAnyOrderElementsOf(fields(
                        message.value(),
                        component -> !component.getAnnotatedType().isAnnotationPresent(Nullable.class)));
    }

    private static List<String> fields(Class<?> record, Predicate<RecordComponent> chosen) {
        return Stream.concat(
                        Stream.of("type"),
                        Arrays.stream(record.getRecordComponents())
                                .filter(chosen)
                                .map(RecordComponent::getName))
                .toList();
    }

    @Test
    void saysTheLimitsOfReady() throws IOException {
        assertThat(names(document().at("/components/schemas/Ready/properties/limits/properties")))
                .containsExactlyElementsOf(fields(ServerMessage.Limits.class, _ -> true)
                        .subList(1, ServerMessage.Limits.class.getRecordComponents().length + 1));
    }
}
