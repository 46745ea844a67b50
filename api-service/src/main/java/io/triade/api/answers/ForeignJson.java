package io.triade.api.answers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.json.StrictJson;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// JSON of protocols that are not ours: unlike our own doors they take fields they do not know, but no value of a
/// wrong type.
public final class ForeignJson {
    public static final ObjectMapper MAPPER = JsonMapper.builder(StrictJson.boundedFactory())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(LogicalType.Textual, text -> {
                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
            })
            .build();

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private ForeignJson() {}

    /// @throws ProblemException when the body is not a JSON object, or a field has another type than the protocol's
    public static <T> T read(Buffer body, Class<T> type) {
        try {
            T request = MAPPER.readValue(body.getBytes(), type);
            if (request == null) throw new ProblemException(ProblemType.MALFORMED_BODY, "The body must be an object.");
            return request;
        } catch (JsonMappingException wrong) {
            throw wrongType(wrong);
        } catch (JsonProcessingException broken) {
            throw notJson(broken);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /// A field that may be left out or be null, as something that can be asked.
    public static JsonNode given(@Nullable JsonNode field) {
        return field == null || field.isNull() ? MissingNode.getInstance() : field;
    }

    /// A JSON object in plain Java, its fields in their order.
    public static Map<String, Object> object(JsonNode object) {
        return MAPPER.convertValue(object, OBJECT);
    }

    /// @throws ProblemException `invalid-field` when the text is no JSON object
    public static Map<String, Object> object(String pointer, @Nullable String text) {
        if (text == null || text.isBlank()) return Map.of();
        try {
            Map<String, Object> object = MAPPER.readValue(text, OBJECT);
            return object == null ? Map.of() : object;
        } catch (JsonProcessingException _) {
            throw ProblemException.invalidField(pointer, "must be a JSON object, as text");
        }
    }

    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("an answer cannot be written as JSON", broken);
        }
    }

    private static ProblemException wrongType(JsonMappingException wrong) {
        boolean tooLarge = wrong.getCause() instanceof InputCoercionException;
        if (!tooLarge
                && wrong.getCause() instanceof JsonProcessingException broken
                && !(broken instanceof JsonMappingException)) return notJson(broken);
        String pointer = wrong.getPath().stream()
                .map(step -> "/" + (step.getFieldName() == null ? step.getIndex() : step.getFieldName()))
                .collect(Collectors.joining());
        if (pointer.isEmpty()) return notJson(wrong);
        if (tooLarge) return ProblemException.invalidField(pointer, "is too large or too small a number");
        String expected = wrong instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null
                ? ": expected " + kind(mismatch.getTargetType())
                : "";
        return ProblemException.invalidField(pointer, "has an invalid type" + expected);
    }

    private static ProblemException notJson(JsonProcessingException broken) {
        return new ProblemException(
                ProblemType.MALFORMED_BODY, "The body could not be read as a JSON object of a request.", broken);
    }

    private static String kind(Class<?> type) {
        if (type == String.class) return "a string";
        if (type == Boolean.class) return "a boolean";
        if (type == Integer.class) return "an integer";
        if (type == Double.class) return "a number";
        return Iterable.class.isAssignableFrom(type) ? "an array" : "an object";
    }
}
