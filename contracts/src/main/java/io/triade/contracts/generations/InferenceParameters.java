package io.triade.contracts.generations;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Bedrock's InferenceConfiguration, with its ranges: what is absent is the model's own default.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record InferenceParameters(
        @Nullable Integer maxTokens,
        @Nullable Double temperature,
        @Nullable Double topP,
        List<String> stopSequences) {
    public static final InferenceParameters DEFAULTS = new InferenceParameters(null, null, null, List.of());

    public InferenceParameters {
        if (maxTokens != null && maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens must be at least 1, was " + maxTokens);
        }
        if (temperature != null && !(temperature >= 0 && temperature <= 1)) {
            throw new IllegalArgumentException("temperature must be between 0 and 1, was " + temperature);
        }
        if (topP != null && !(topP >= 0 && topP <= 1)) {
            throw new IllegalArgumentException("topP must be between 0 and 1, was " + topP);
        }
        stopSequences = stopSequences == null ? List.of() : List.copyOf(stopSequences);
    }
}
