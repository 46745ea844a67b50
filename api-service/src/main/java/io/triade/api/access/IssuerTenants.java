package io.triade.api.access;

import io.quarkus.oidc.TenantResolver;
import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.oidc.runtime.TenantConfigContext;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Chooses which configured issuer must have signed a token, by what the token itself claims; quarkus-oidc then
/// verifies that it did.
///
/// Why not its own `resolve-tenants-with-issuer`: that asks an issuer which was away at start once more, then never.
@ApplicationScoped
class IssuerTenants implements TenantResolver {
    private static final String NONE = "no-such-issuer";

    private final TenantConfigBean tenants;

    IssuerTenants(TenantConfigBean tenants) {
        this.tenants = tenants;
    }

    @Override
    public String resolve(RoutingContext routing) {
        String token = EdgeAccess.bearer(routing.request().getHeader("authorization"));
        String issuer = token == null ? null : issuer(token);
        for (Map.Entry<String, TenantConfigContext> tenant :
                tenants.getStaticTenantsConfig().entrySet()) {
            var config = tenant.getValue().oidcConfig();
            String expected = config.token().issuer().or(config::authServerUrl).orElse("");
            if (expected.equals(issuer)) return tenant.getKey();
        }
        return NONE;
    }

    private static @Nullable String issuer(String token) {
        int start = token.indexOf('.');
        int end = token.lastIndexOf('.');
        if (start < 0 || end <= start) return null;
        try {
            byte[] claims = Base64.getUrlDecoder().decode(token.substring(start + 1, end));
            return new JsonObject(Buffer.buffer(claims)).getString("iss");
        } catch (IllegalArgumentException | DecodeException | ClassCastException _) {
            return null;
        }
    }
}
