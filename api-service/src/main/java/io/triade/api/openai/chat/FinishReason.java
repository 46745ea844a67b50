package io.triade.api.openai.chat;

import io.triade.contracts.generations.StopReason;

/// Bedrock's stop reasons in OpenAI's words.
final class FinishReason {
    private FinishReason() {}

    static String of(StopReason reason) {
        return switch (reason) {
            case END_TURN, STOP_SEQUENCE, MALFORMED_MODEL_OUTPUT, MALFORMED_TOOL_USE, OTHER -> "stop";
            case MAX_TOKENS, MODEL_CONTEXT_WINDOW_EXCEEDED -> "length";
            case TOOL_USE -> "tool_calls";
            case GUARDRAIL_INTERVENED, CONTENT_FILTERED -> "content_filter";
        };
    }
}
