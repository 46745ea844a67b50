package io.triade.local.models.llama;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.triade.local.models.Piece;
import io.triade.local.models.Tools;
import java.util.Optional;
import java.util.UUID;

/// Finds the call in what a model said. The binding drops a grammar it cannot read without a word, and an answer may
/// end in the middle: only a whole call of a tool that there is counts.
final class ToolCalls {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ToolCalls() {}

    static Optional<Piece.ToolUse> in(String said, Tools tools) {
        try {
            var call = JSON.readTree(said);
            var name = call.path("name").asText();
            boolean known = tools.tools().stream().anyMatch(tool -> tool.name().equals(name));
            return known && call.path("arguments").isObject()
                    ? Optional.of(new Piece.ToolUse(
                            "tooluse_" + UUID.randomUUID().toString().replace("-", ""), name, call.path("arguments")))
                    : Optional.empty();
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }
}
