package io.triade.prompt.invocation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// How Bedrock is reached. On the laptop the endpoint is the only thing that differs, and credentials that nobody
/// checks.
@ConfigMapping(prefix = "prompt.invocation")
public interface InvocationConfig {
    /// Where Bedrock Runtime is; absent: the region's own endpoint.
    Optional<URI> endpoint();

    /// The AWS region; absent: the SDK's own search (environment, profile, instance).
    Optional<String> region();

    /// A fixed key pair; absent: the SDK's own search (environment, profile, container, instance).
    Optional<Credentials> credentials();

    /// Connections to Bedrock, one for each call under way.
    @WithDefault("2000")
    int connections();

    /// Calls that may wait for a connection; more are refused as `overloaded`.
    @WithDefault("500")
    int waiting();

    /// How long a call may wait for a free connection.
    @WithDefault("PT5S")
    Duration acquireTimeout();

    /// How long to wait until a connection is made.
    @WithDefault("PT2S")
    Duration connectTimeout();

    /// A key pair.
    interface Credentials {
        /// The key's id.
        String accessKeyId();

        /// The key's secret.
        String secretAccessKey();
    }
}
