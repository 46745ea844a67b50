package io.triade.prompt.invocation;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/// Ready when the client could be made. Bedrock itself is not asked: its absence is an answer of ours, not a reason to
/// be taken out of service.
@Readiness
@ApplicationScoped
class BedrockReady implements HealthCheck {
    private final BedrockRuntimeAsyncClient client;

    BedrockReady(BedrockRuntimeAsyncClient client) {
        this.client = client;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("bedrock client")
                .withData("service", client.serviceName())
                .up()
                .build();
    }
}
