package io.triade.api.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/// Which claims of a verified token make the principal, and how long a verification is remembered. Issuers themselves
/// are `quarkus.oidc.<name>.*`.
@ConfigMapping(prefix = "api.access")
public interface AccessConfig {
    /// Claims that may name the tenant; the first that is there counts. A token without one is refused with 403.
    @WithDefault("tenant")
    List<String> tenantClaims();

    /// Claims that may hold the roles, an array or a text of words; the first that is there counts.
    @WithDefault("roles")
    List<String> rolesClaims();

    /// Claims that may hold the scopes.
    @WithDefault("scope,scp")
    List<String> scopesClaims();

    /// Claims that may hold the groups.
    @WithDefault("groups")
    List<String> groupsClaims();

    /// Whether a token must have a scope for what it is used for: `triade/read`, `triade/write`, `triade/generate`.
    /// Otherwise every token has all three.
    @WithDefault("false")
    boolean demandScopes();

    /// How long a verified token is not verified again, its own expiry permitting: the delay with which a withdrawn
    /// signing key takes effect.
    @WithDefault("PT60S")
    Duration remember();

    /// How many verified tokens are remembered.
    @WithDefault("20000")
    int remembered();
}
