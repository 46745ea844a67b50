package io.triade.local.identity;

import io.triade.local.settings.Settings;
import io.vertx.ext.web.Router;

/// The issuer's routes under `/oidc`, and `/_local/token`.
public final class IdentityRoutes {
    public IdentityRoutes(Settings settings) {}

    /// Adds the routes; the router has a body limit of its own, so each route that reads a body adds a
    /// `BodyHandler`.
    public void mount(Router router) {}
}
