package io.triade.api.lex;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.triade.api.answers.ForeignJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// What AWS documents of code hooks: events as its guide shows them, and the schema of an answer.
final class Documented {
    private static final JsonSchema RESPONSE = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(new String(bytes("response.schema.json"), StandardCharsets.UTF_8));

    private Documented() {}

    static JsonNode event(String name) {
        try {
            return ForeignJson.MAPPER.readTree(bytes("events/" + name + ".json"));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// The same answer, which the schema allows.
    static JsonNode answer(JsonNode answer) {
        assertThat(RESPONSE.validate(answer)).as(answer.toPrettyString()).isEmpty();
        return answer;
    }

    private static byte[] bytes(String name) {
        try (InputStream file = Documented.class.getResourceAsStream("/lex/" + name)) {
            return file.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
