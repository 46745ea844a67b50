package io.triade.prompt.invocation.converse;

import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.InferenceParameters;
import io.triade.contracts.problems.ProblemException;
import io.triade.prompt.invocation.ModelCall;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseTokensRequest;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensInput;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ImageBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ImageSource;
import software.amazon.awssdk.services.bedrockruntime.model.InferenceConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolUseBlock;

/// A model call as Converse and ConverseStream want it.
final class ConverseRequests {
    private ConverseRequests() {}

    static ConverseRequest whole(ModelCall call) {
        return ConverseRequest.builder()
                .modelId(call.model())
                .system(system(call.system()))
                .messages(messages(conversation(call)))
                .inferenceConfig(inference(call.parameters()))
                .toolConfig(OutputTools.of(call))
                .requestMetadata(Map.of("runId", call.started().runId()))
                .build();
    }

    static ConverseStreamRequest streamed(ModelCall call) {
        return ConverseStreamRequest.builder()
                .modelId(call.model())
                .system(system(call.system()))
                .messages(messages(conversation(call)))
                .inferenceConfig(inference(call.parameters()))
                .toolConfig(OutputTools.of(call))
                .requestMetadata(Map.of("runId", call.started().runId()))
                .build();
    }

    static CountTokensRequest counted(ModelCall call) {
        return CountTokensRequest.builder()
                .modelId(call.model())
                .input(CountTokensInput.fromConverse(ConverseTokensRequest.builder()
                        .system(system(call.system()))
                        .messages(messages(conversation(call)))
                        .toolConfig(OutputTools.of(call))
                        .build()))
                .build();
    }

    /// An answer to be gone on with is a last message of the assistant.
    private static List<io.triade.contracts.generations.Message> conversation(ModelCall call) {
        String sent = Seam.sent(call.answerSoFar());
        if (sent.isEmpty()) return call.messages();
        var messages = new ArrayList<>(call.messages());
        messages.add(io.triade.contracts.generations.Message.assistant(sent));
        return messages;
    }

    private static @Nullable List<SystemContentBlock> system(@Nullable String text) {
        return text == null ? null : List.of(SystemContentBlock.fromText(text));
    }

    /// Neighbours of one role become one message, since Converse wants the roles to alternate.
    private static List<Message> messages(List<io.triade.contracts.generations.Message> given) {
        var messages = new ArrayList<Message>(given.size());
        var blocks = new ArrayList<software.amazon.awssdk.services.bedrockruntime.model.ContentBlock>();
        for (int i = 0; i < given.size(); i++) {
            var message = given.get(i);
            for (int j = 0; j < message.content().size(); j++) {
                blocks.add(block(message.content().get(j), i, j));
            }
            boolean last = i + 1 == given.size();
            if (last || !given.get(i + 1).role().equals(message.role())) {
                messages.add(
                        Message.builder().role(message.role()).content(blocks).build());
                blocks.clear();
            }
        }
        return messages;
    }

    private static software.amazon.awssdk.services.bedrockruntime.model.ContentBlock block(
            ContentBlock block, int message, int index) {
        return switch (block) {
            case ContentBlock.Text text ->
                software.amazon.awssdk.services.bedrockruntime.model.ContentBlock.fromText(text.text());
            case ContentBlock.Image image ->
                software.amazon.awssdk.services.bedrockruntime.model.ContentBlock.fromImage(ImageBlock.builder()
                        .format(image.format())
                        .source(ImageSource.fromBytes(bytes(image, message, index)))
                        .build());
            case ContentBlock.ToolUse use ->
                software.amazon.awssdk.services.bedrockruntime.model.ContentBlock.fromToolUse(ToolUseBlock.builder()
                        .toolUseId(use.toolUseId())
                        .name(use.name())
                        .input(Documents.document(use.input()))
                        .build());
            case ContentBlock.ToolResult result ->
                software.amazon.awssdk.services.bedrockruntime.model.ContentBlock.fromToolResult(
                        ToolResultBlock.builder()
                                .toolUseId(result.toolUseId())
                                .status(result.status())
                                .content(ToolResultContentBlock.fromText(result.content()))
                                .build());
        };
    }

    private static SdkBytes bytes(ContentBlock.Image image, int message, int index) {
        try {
            return SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(image.base64()));
        } catch (IllegalArgumentException broken) {
            throw ProblemException.invalidField(
                    "/messages/%d/content/%d/base64".formatted(message, index), "must be base64");
        }
    }

    private static InferenceConfiguration inference(InferenceParameters parameters) {
        var builder = InferenceConfiguration.builder().maxTokens(parameters.maxTokens());
        if (parameters.temperature() != null)
            builder.temperature(parameters.temperature().floatValue());
        if (parameters.topP() != null) builder.topP(parameters.topP().floatValue());
        if (!parameters.stopSequences().isEmpty()) builder.stopSequences(parameters.stopSequences());
        return builder.build();
    }
}
