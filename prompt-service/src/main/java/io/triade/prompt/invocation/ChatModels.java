package io.triade.prompt.invocation;

import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import jakarta.enterprise.context.ApplicationScoped;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/// Models for AI services, on the same client as everything else.
@ApplicationScoped
public class ChatModels {
    private final BedrockRuntimeAsyncClient client;

    ChatModels(BedrockRuntimeAsyncClient client) {
        this.client = client;
    }

    public ChatModel model(String modelId, int maxTokens) {
        var streaming = BedrockStreamingChatModel.builder()
                .client(client)
                .modelId(modelId)
                .defaultRequestParameters(ChatRequestParameters.builder()
                        .modelName(modelId)
                        .maxOutputTokens(maxTokens)
                        .build())
                .build();
        return new StreamedChatModel(streaming, modelId);
    }
}
