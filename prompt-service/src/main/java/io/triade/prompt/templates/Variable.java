package io.triade.prompt.templates;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A place in a prompt that the caller fills, and what may stand there.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Variable.Text.class, name = "string"),
    @JsonSubTypes.Type(value = Variable.Whole.class, name = "integer"),
    @JsonSubTypes.Type(value = Variable.Decimal.class, name = "number"),
    @JsonSubTypes.Type(value = Variable.Flag.class, name = "boolean"),
    @JsonSubTypes.Type(value = Variable.Choice.class, name = "enum")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
sealed interface Variable {
    String name();

    /// Whether the caller must give it.
    boolean required();

    /// What stands there when the caller gives nothing.
    @Nullable
    Object fallback();

    /// Why a given value may not stand there; null when it may.
    @Nullable
    String refusal(Object given);

    record Text(String name, boolean required, @Nullable String fallback, int maxLength) implements Variable {
        public Text {
            if (maxLength < 1) throw new IllegalArgumentException("maxLength must be at least 1, was " + maxLength);
        }

        @Override
        public @Nullable String refusal(Object given) {
            if (!(given instanceof String text)) return "must be a string";
            return text.length() <= maxLength ? null : "must have at most %d characters".formatted(maxLength);
        }
    }

    record Whole(String name, boolean required, @Nullable Long fallback) implements Variable {
        @Override
        public @Nullable String refusal(Object given) {
            boolean whole = given instanceof Integer || given instanceof Long || given instanceof BigInteger;
            return whole ? null : "must be a whole number";
        }
    }

    record Decimal(String name, boolean required, @Nullable BigDecimal fallback) implements Variable {
        @Override
        public @Nullable String refusal(Object given) {
            return given instanceof Number ? null : "must be a number";
        }
    }

    record Flag(String name, boolean required, @Nullable Boolean fallback) implements Variable {
        @Override
        public @Nullable String refusal(Object given) {
            return given instanceof Boolean ? null : "must be true or false";
        }
    }

    record Choice(String name, boolean required, @Nullable String fallback, List<String> values) implements Variable {
        public Choice {
            values = List.copyOf(values);
            if (values.isEmpty()) throw new IllegalArgumentException("values must have at least one value");
        }

        @Override
        public @Nullable String refusal(Object given) {
            return given instanceof String value && values.contains(value)
                    ? null
                    : "must be one of " + String.join(", ", values);
        }
    }
}
