package io.triade.local.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.local.faults.FaultType;
import io.triade.local.faults.ModelFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One JSON object read as AWS reads it: a value of the wrong type is a SerializationException, null is absent,
/// and what is not known is ignored.
public record Fields(JsonNode node, String path) {
    public static Fields of(JsonNode node, String path) {
        if (!node.isObject()) {
            throw wrongType(node, path, "an object");
        }
        return new Fields(node, path);
    }

    public Optional<JsonNode> any(String name) {
        return Optional.ofNullable(node.get(name)).filter(value -> !value.isNull());
    }

    public boolean has(String name) {
        return node.hasNonNull(name);
    }

    public Optional<String> text(String name) {
        return any(name).map(value -> asText(value, at(name)));
    }

    public String requiredText(String name) {
        return text(name).orElseThrow(() -> missing(at(name)));
    }

    public Optional<Fields> object(String name) {
        return any(name).map(value -> of(value, at(name)));
    }

    public Fields requiredObject(String name) {
        return object(name).orElseThrow(() -> missing(at(name)));
    }

    public Optional<List<Fields>> objects(String name) {
        return array(name).map(values -> {
            var objects = new ArrayList<Fields>(values.size());
            values.forEach(value -> objects.add(of(value, at(name) + "." + objects.size())));
            return objects;
        });
    }

    public Optional<List<String>> texts(String name) {
        return array(name).map(values -> {
            var texts = new ArrayList<String>(values.size());
            values.forEach(value -> texts.add(asText(value, at(name) + "." + texts.size())));
            return texts;
        });
    }

    public Optional<Integer> integer(String name, int min) {
        return any(name).map(value -> {
            if (!value.isIntegralNumber() || !value.canConvertToInt()) {
                throw wrongType(value, at(name), "an Integer");
            }
            if (value.intValue() < min) {
                throw violated(value.asText(), at(name), "have value greater than or equal to " + min);
            }
            return value.intValue();
        });
    }

    /// A number from 0 to 1, as temperature and topP are.
    public Optional<Double> fraction(String name) {
        return any(name).map(value -> {
            if (!value.isNumber()) {
                throw wrongType(value, at(name), "a Float");
            }
            double number = value.doubleValue();
            if (!(number >= 0)) {
                throw violated(value.asText(), at(name), "have value greater than or equal to 0");
            }
            if (number > 1) {
                throw violated(value.asText(), at(name), "have value less than or equal to 1");
            }
            return number;
        });
    }

    public String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    public static ModelFault missing(String path) {
        return ModelFault.validation(
                "1 validation error detected: Value at '%s' failed to satisfy constraint: Member must not be null"
                        .formatted(path));
    }

    public static ModelFault violated(String value, String path, String rule) {
        return ModelFault.validation(
                "1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must %s"
                        .formatted(shortened(value), path, rule));
    }

    private static String shortened(String value) {
        return value.length() <= 100 ? value : value.substring(0, 100) + "...";
    }

    private Optional<JsonNode> array(String name) {
        return any(name).map(value -> {
            if (!value.isArray()) {
                throw wrongType(value, at(name), "a list");
            }
            return value;
        });
    }

    private static String asText(JsonNode value, String path) {
        if (!value.isTextual()) {
            throw wrongType(value, path, "a String");
        }
        return value.textValue();
    }

    private static ModelFault wrongType(JsonNode value, String path, String wanted) {
        var found = value.getNodeType().name().toUpperCase(Locale.ROOT);
        var where = path.isEmpty() ? "the request body" : "'" + path + "'";
        return new ModelFault(
                FaultType.SERIALIZATION, "%s_VALUE at %s can not be converted to %s".formatted(found, where, wanted));
    }
}
