package io.triade.orchestration.replicas;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready only once the others watch this replica: until then its runs would have nobody to take them over.
@Readiness
@ApplicationScoped
class ReplicaReadiness implements HealthCheck {
    private final Replicas replicas;

    ReplicaReadiness(Replicas replicas) {
        this.replicas = replicas;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("replica")
                .status(replicas.registered())
                .build();
    }
}
