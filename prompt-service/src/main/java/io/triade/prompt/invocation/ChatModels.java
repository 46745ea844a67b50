package io.triade.prompt.invocation;

import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import io.triade.contracts.generations.InferenceParameters;
import io.triade.contracts.runs.RunEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/// Models for AI services, on the same client as everything else.
@ApplicationScoped
public class ChatModels {
    private final BedrockRuntimeAsyncClient client;
    private final CallObservations observations;

    ChatModels(BedrockRuntimeAsyncClient client, CallObservations observations) {
        this.client = client;
        this.observations = observations;
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
        var parameters = new InferenceParameters(maxTokens, null, null, List.of());
        var started = new RunEvent.Started("ai-service", null, modelId);
        var call = new ModelCall(started, null, List.of(), parameters, null, "");
        return new StreamedChatModel(streaming, call, observations);
    }
}
