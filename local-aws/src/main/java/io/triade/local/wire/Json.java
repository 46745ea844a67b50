package io.triade.local.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.triade.local.faults.FaultType;
import io.triade.local.faults.ModelFault;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/// JSON as this gateway reads and writes it.
public final class Json {
    // An image of the largest body AWS takes must reach the check that refuses images.
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(32_000_000)
                            .maxNestingDepth(200)
                            .build())
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    public static JsonNode parse(Buffer body) {
        try {
            var node = MAPPER.readTree(body.getBytes());
            return node.isMissingNode() ? MAPPER.createObjectNode() : node;
        } catch (JsonProcessingException e) {
            var place = e.getLocation() == null
                    ? ""
                    : " at line %d, column %d"
                            .formatted(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr());
            throw new ModelFault(FaultType.SERIALIZATION, "The request body is not valid JSON" + place + ".");
        } catch (IOException e) {
            throw new ModelFault(FaultType.SERIALIZATION, "The request body is not valid UTF-8.");
        }
    }

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + value.getClass(), e);
        }
    }

    public static void quote(StringBuilder json, String text) {
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        json.append('"');
    }
}
