package io.triade.api.routes;

import io.smallrye.config.ConfigMapping;
import java.net.URI;

/// Where the tiers behind the edge are.
@ConfigMapping(prefix = "api.tiers")
public interface Tiers {
    /// Base address of the orchestration-service. Required.
    URI orchestration();

    /// Base address of the prompt-service. Required.
    URI prompt();

    default URI of(Tier tier) {
        return switch (tier) {
            case ORCHESTRATION -> orchestration();
            case PROMPT -> prompt();
        };
    }
}
