package io.triade.orchestration.replicas;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How fast a lost replica is noticed.
@ConfigMapping(prefix = "orchestration.replicas")
public interface ReplicasConfig {
    /// How often a replica says that it is alive and looks at the others. Costs one write and two reads each time.
    @WithDefault("PT1S")
    Duration beat();

    /// Silence after which a replica counts as lost. At least three beats, so that a slow store loses nobody.
    @WithDefault("PT5S")
    Duration lease();
}
