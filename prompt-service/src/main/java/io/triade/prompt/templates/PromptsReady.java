package io.triade.prompt.templates;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready once the store has given us the default prompt. It stays so: what is kept in memory serves without the store.
@Readiness
@ApplicationScoped
class PromptsReady implements HealthCheck {
    private final Templates templates;

    PromptsReady(Templates templates) {
        this.templates = templates;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("prompts").status(templates.ready()).build();
    }
}
