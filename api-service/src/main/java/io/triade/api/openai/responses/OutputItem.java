package io.triade.api.openai.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.triade.api.answers.ForeignJson;
import io.triade.contracts.generations.ContentBlock;
import java.nio.charset.StandardCharsets;

/// One item of a response's output.
///
/// @param block what the model said or asked for
record OutputItem(String id, String status, ContentBlock block) {
    /// A message before its first word.
    static ObjectNode begun(String id) {
        ObjectNode item = ForeignJson.MAPPER.createObjectNode();
        item.put("id", id).put("type", "message").put("status", "in_progress").put("role", "assistant");
        item.putArray("content");
        return item;
    }

    static ObjectNode part(String text) {
        ObjectNode part = ForeignJson.MAPPER.createObjectNode();
        part.put("type", "output_text").put("text", text);
        part.putArray("annotations");
        part.putArray("logprobs");
        return part;
    }

    static ObjectNode call(String id, String status, ContentBlock.ToolUse use, String arguments) {
        ObjectNode item = ForeignJson.MAPPER.createObjectNode();
        item.put("id", id).put("type", "function_call").put("status", status);
        return item.put("call_id", use.toolUseId()).put("name", use.name()).put("arguments", arguments);
    }

    static String arguments(ContentBlock.ToolUse use) {
        return new String(ForeignJson.bytes(use.input()), StandardCharsets.UTF_8);
    }

    ObjectNode shown() {
        return switch (block) {
            case ContentBlock.Text text -> {
                ObjectNode item = begun(id).put("status", status);
                item.withArray("content").add(part(text.text()));
                yield item;
            }
            case ContentBlock.ToolUse use -> call(id, status, use, arguments(use));
            case ContentBlock.Image _, ContentBlock.ToolResult _ ->
                throw new IllegalStateException("no model answers with " + block.getClass());
        };
    }
}
