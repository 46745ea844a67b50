package io.triade.api.openai.chat;

import io.triade.api.answers.ForeignJson;
import io.triade.api.foreign.Origin;
import io.triade.api.foreign.Part;
import io.triade.api.openai.chat.ChatRequest.ChatMessage;
import io.triade.api.openai.chat.ChatRequest.ToolCall;
import io.triade.api.openai.questions.Alternation;
import io.triade.api.openai.questions.ContentParts;
import io.triade.api.openai.questions.Conversation;
import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.problems.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// OpenAI's flat list of messages as turns: neighbours of one role become one message, tool results belong to the user,
/// system and developer messages become the system text.
final class ChatMessages {
    private final Alternation turns = new Alternation();

    private ChatMessages() {}

    static Conversation conversation(@Nullable List<ChatMessage> from) {
        if (from == null || from.isEmpty()) {
            throw ProblemException.invalidField("/messages", "is required: send at least one message");
        }
        var reading = new ChatMessages();
        for (int i = 0; i < from.size(); i++) reading.add("/messages/" + i, from.get(i));
        return reading.turns.end("/messages");
    }

    private void add(String pointer, @Nullable ChatMessage message) {
        if (message == null) throw ProblemException.invalidField(pointer, "must be an object");
        switch (message.role()) {
            case "system", "developer" -> turns.system(ContentParts.onlyText(pointer + "/content", message.content()));
            case "user" -> turns.user(pointer + "/content", ContentParts.of(pointer + "/content", message.content()));
            case "assistant" -> turns.append("assistant", assistant(pointer, message));
            case "tool" -> turns.append("user", List.of(toolResult(pointer, message)));
            case null, default ->
                throw ProblemException.invalidField(
                        pointer + "/role", "must be system, developer, user, assistant or tool");
        }
    }

    private static List<Part> assistant(String pointer, ChatMessage message) {
        var blocks = new ArrayList<>(ContentParts.answered(pointer + "/content", message.content()));
        List<ToolCall> calls = message.toolCalls() == null ? List.of() : message.toolCalls();
        for (int i = 0; i < calls.size(); i++) blocks.add(toolUse(pointer + "/tool_calls/" + i, calls.get(i)));
        return blocks;
    }

    private static Part toolUse(String pointer, @Nullable ToolCall call) {
        ToolCall.CalledFunction function = call == null ? null : call.function();
        if (call == null || call.id() == null || function == null || function.name() == null) {
            throw ProblemException.invalidField(pointer, "must have an id and a function with a name");
        }
        Map<String, Object> input = ForeignJson.object(pointer + "/function/arguments", function.arguments());
        var names = Map.of("/toolUseId", "/id", "/name", "/function/name", "/input", "/function/arguments");
        return new Part(new ContentBlock.ToolUse(call.id(), function.name(), input), new Origin(pointer, names));
    }

    private static Part toolResult(String pointer, ChatMessage message) {
        if (message.toolCallId() == null) {
            throw ProblemException.invalidField(pointer + "/tool_call_id", "is required for the role tool");
        }
        String text = ContentParts.onlyText(pointer + "/content", message.content());
        var names = Map.of("/toolUseId", "/tool_call_id", "/content", "/content");
        return new Part(new ContentBlock.ToolResult(message.toolCallId(), "success", text), new Origin(pointer, names));
    }
}
