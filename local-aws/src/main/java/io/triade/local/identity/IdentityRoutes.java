package io.triade.local.identity;

import io.triade.local.settings.Settings;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.CorsHandler;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/// The issuer's routes under `/oidc`, and `/_local/token`.
public final class IdentityRoutes {
    private static final int MAX_BODY_BYTES = 65_536;

    private final String issuer;
    private final Client client;
    private final Tokens tokens;
    private final SignInRoutes signIns;
    private final TokenRoutes tokenRoutes;

    /// @throws IllegalStateException if this looks like a deployment, or the data folder cannot be used
    public IdentityRoutes(Settings settings) {
        this(settings, InstantSource.system());
    }

    IdentityRoutes(Settings settings, InstantSource time) {
        DevelopmentOnly.require(System::getenv);
        issuer = settings.issuer();
        client = Client.at(settings.redirectUris());
        tokens = new Tokens(issuer, SigningKey.open(settings.dataFolder()), time);
        var grants = new Grants(time);
        signIns = new SignInRoutes(issuer, client, grants, tokens, time);
        tokenRoutes = new TokenRoutes(grants, tokens);
    }

    /// Adds the routes; the router has a body limit of its own, so each route that reads a body adds a
    /// `BodyHandler`.
    public void mount(Router router) {
        var anyone = CorsHandler.create().allowedMethod(HttpMethod.GET);
        router.route("/oidc/.well-known/openid-configuration").handler(anyone);
        router.get("/oidc/.well-known/openid-configuration").handler(call -> send(call, discovery()));
        router.route("/oidc/jwks").handler(anyone);
        router.get("/oidc/jwks")
                .handler(call -> call.response()
                        .putHeader("content-type", "application/jwk-set+json")
                        .end(tokens.keySet()));

        var frontend = CorsHandler.create()
                .addOrigins(List.copyOf(client.origins()))
                .allowedMethods(Set.of(HttpMethod.GET, HttpMethod.POST))
                .allowedHeaders(Set.of("authorization", "content-type", "traceparent", "tracestate"));
        router.route("/oidc/token").handler(frontend);
        router.route("/oidc/userinfo").handler(frontend);

        signIns.mount(router, MAX_BODY_BYTES);
        tokenRoutes.mount(router, MAX_BODY_BYTES);
    }

    /// A handler for one route that reads a body; uploads are refused, not stored.
    static BodyHandler body(int limit) {
        return BodyHandler.create(false).setBodyLimit(limit);
    }

    private JsonObject discovery() {
        return new JsonObject()
                .put("issuer", issuer)
                .put("authorization_endpoint", issuer + "/authorize")
                .put("token_endpoint", issuer + "/token")
                .put("userinfo_endpoint", issuer + "/userinfo")
                .put("jwks_uri", issuer + "/jwks")
                .put("end_session_endpoint", issuer + "/logout")
                .put("scopes_supported", new JsonArray(AuthorizationRequest.SCOPES))
                .put("response_types_supported", JsonArray.of("code"))
                .put("response_modes_supported", JsonArray.of("query"))
                .put("grant_types_supported", JsonArray.of("authorization_code", "refresh_token", "client_credentials"))
                .put("subject_types_supported", JsonArray.of("public"))
                .put("id_token_signing_alg_values_supported", JsonArray.of("RS256"))
                .put(
                        "token_endpoint_auth_methods_supported",
                        JsonArray.of("none", "client_secret_basic", "client_secret_post"))
                .put("code_challenge_methods_supported", JsonArray.of("S256"))
                .put("authorization_response_iss_parameter_supported", true)
                .put("request_parameter_supported", false)
                .put("request_uri_parameter_supported", false)
                .put(
                        "claims_supported",
                        JsonArray.of("sub", "name", "preferred_username", "tenant", "roles", "auth_time", "nonce"));
    }

    private static void send(RoutingContext call, JsonObject json) {
        call.response().putHeader("content-type", "application/json").end(json.toBuffer());
    }
}
