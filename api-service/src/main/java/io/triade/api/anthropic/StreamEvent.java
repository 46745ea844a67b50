package io.triade.api.anthropic;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/// Anthropic's stream events, but for texts, which are never parsed, and errors.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = StreamEvent.MessageStart.class, name = "message_start"),
    @JsonSubTypes.Type(value = StreamEvent.BlockStart.class, name = "content_block_start"),
    @JsonSubTypes.Type(value = StreamEvent.BlockDelta.class, name = "content_block_delta"),
    @JsonSubTypes.Type(value = StreamEvent.BlockStop.class, name = "content_block_stop"),
    @JsonSubTypes.Type(value = StreamEvent.MessageDelta.class, name = "message_delta")
})
sealed interface StreamEvent {
    record MessageStart(AnthropicMessage message) implements StreamEvent {}

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record BlockStart(int index, AnthropicMessage.Block contentBlock) implements StreamEvent {}

    record BlockDelta(int index, Delta delta) implements StreamEvent {}

    record BlockStop(int index) implements StreamEvent {}

    record MessageDelta(Stopped delta, AnthropicMessage.Usage usage) implements StreamEvent {}

    /// A tool's input, or a part of it.
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes(@JsonSubTypes.Type(value = InputDelta.class, name = "input_json_delta"))
    sealed interface Delta {}

    /// @param partialJson as text
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record InputDelta(String partialJson) implements Delta {}

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Stopped(String stopReason, @Nullable String stopSequence) {}

    /// The name that the event is sent by.
    default String event() {
        return switch (this) {
            case MessageStart _ -> "message_start";
            case BlockStart _ -> "content_block_start";
            case BlockDelta _ -> "content_block_delta";
            case BlockStop _ -> "content_block_stop";
            case MessageDelta _ -> "message_delta";
        };
    }
}
