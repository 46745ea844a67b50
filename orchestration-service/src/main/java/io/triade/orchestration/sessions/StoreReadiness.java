package io.triade.orchestration.sessions;

import io.triade.contracts.problems.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready only while the session table answers: nothing here can be served without it.
@Readiness
@ApplicationScoped
class StoreReadiness implements HealthCheck {
    private final SessionTable table;

    StoreReadiness(SessionTable table) {
        this.table = table;
    }

    @Override
    public HealthCheckResponse call() {
        var answer = HealthCheckResponse.named("session table");
        try {
            table.reach();
            return answer.up().build();
        } catch (ProblemException unreachable) {
            return answer.down().build();
        }
    }
}
