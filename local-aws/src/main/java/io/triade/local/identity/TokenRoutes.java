package io.triade.local.identity;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jose4j.jwt.JwtClaims;
import org.jspecify.annotations.Nullable;

/// What programs ask the issuer: tokens, and who a token stands for.
final class TokenRoutes {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String PROGRAM = "client_credentials";
    private static final Pattern BASIC = Pattern.compile("Basic +(\\S+)", Pattern.CASE_INSENSITIVE);
    private static final long MAX_TEST_SECONDS = 366L * 24 * 3600;

    private final Grants grants;
    private final Tokens tokens;

    TokenRoutes(Grants grants, Tokens tokens) {
        this.grants = grants;
        this.tokens = tokens;
    }

    void mount(Router router, int maxBodyBytes) {
        router.post("/oidc/token")
                .handler(IdentityRoutes.body(maxBodyBytes))
                .handler(this::token)
                .failureHandler(TokenRoutes::failed);
        router.get("/oidc/userinfo").handler(this::user);
        router.post("/oidc/userinfo").handler(this::user);
        router.post("/_local/token")
                .handler(IdentityRoutes.body(maxBodyBytes))
                .handler(this::testToken)
                .failureHandler(TokenRoutes::failed);
    }

    private void token(RoutingContext call) {
        try {
            var type = call.request().getHeader("content-type");
            if (type == null || !type.toLowerCase(Locale.ROOT).startsWith(FORM)) {
                throw OAuthFault.invalidRequest("the content type must be " + FORM);
            }
            var form = new Parameters(call.request().formAttributes());
            send(call, 200, form.require("grant_type").equals(PROGRAM) ? program(call, form) : answer(redeem(form)));
        } catch (OAuthFault fault) {
            refuse(call, fault);
        }
    }

    /// It proves itself by Basic authentication or in the form.
    private JsonObject program(RoutingContext call, Parameters form) {
        var basic = BASIC.matcher(String.valueOf(call.request().getHeader("authorization")));
        var proof = basic.matches()
                ? decoded(basic.group(1))
                : form.find("client_id").orElse("") + ":"
                        + form.find("client_secret").orElse("");
        var given = (proof + ":").split(":", 3);
        return DemoProgram.proven(given[0], given[1])
                .map(program -> new JsonObject()
                        .put("access_token", tokens.access(program))
                        .put("token_type", "Bearer")
                        .put("expires_in", Tokens.LIFE.toSeconds()))
                .orElseThrow(() -> new OAuthFault("invalid_client", "no demo program has this id and secret"));
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }

    private SignIn redeem(Parameters form) {
        if (!form.find("client_id").orElse("").equals(Client.ID)) {
            throw new OAuthFault("invalid_client", "client_id must be " + Client.ID);
        }
        var type = form.require("grant_type");
        return switch (type) {
            case "authorization_code" ->
                grants.redeemCode(form.require("code"), form.require("redirect_uri"), form.require("code_verifier"));
            case "refresh_token" -> renew(form);
            default ->
                throw new OAuthFault(
                        "unsupported_grant_type",
                        "grant_type must be authorization_code, refresh_token or client_credentials");
        };
    }

    private SignIn renew(Parameters form) {
        var scope = form.find("scope").map(AuthorizationRequest::words);
        var signIn = grants.redeemRefreshToken(form.require("refresh_token"));
        return signIn.renewed(scope.map(asked -> subset(asked, signIn)).orElse(signIn.scopes()));
    }

    private static Set<String> subset(Set<String> asked, SignIn signIn) {
        if (!signIn.scopes().containsAll(asked)) {
            throw new OAuthFault("invalid_scope", "scope must not ask for more than was granted: " + signIn.scope());
        }
        return asked;
    }

    private JsonObject answer(SignIn signIn) {
        var answer = new JsonObject()
                .put("access_token", tokens.access(signIn.user(), signIn.scope(), Tokens.LIFE))
                .put("token_type", "Bearer")
                .put("expires_in", Tokens.LIFE.toSeconds())
                .put("scope", signIn.scope());
        if (signIn.scopes().contains("openid")) {
            answer.put("id_token", tokens.identity(signIn));
        }
        if (signIn.mayRenew()) {
            answer.put("refresh_token", grants.refreshToken(signIn));
        }
        return answer;
    }

    private void user(RoutingContext call) {
        var claims = bearer(call.request().getHeader("authorization")).flatMap(tokens::readAccess);
        if (claims.isEmpty()) {
            call.response().putHeader("www-authenticate", "Bearer realm=\"local-aws\", error=\"invalid_token\"");
            refuse(call, new OAuthFault("invalid_token", "an access token of this issuer is required"));
            return;
        }
        send(call, 200, profile(claims.get()));
    }

    private static JsonObject profile(JwtClaims claims) {
        var subject = claims.getClaimValueAsString("sub");
        return new JsonObject()
                .put("sub", subject)
                .put("preferred_username", subject)
                .put("name", claims.getClaimValue("name"))
                .put("tenant", claims.getClaimValue("tenant"))
                .put("roles", claims.getClaimValue("roles"));
    }

    private static Optional<String> bearer(@Nullable String header) {
        return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
                ? Optional.of(header.substring(7).strip())
                : Optional.empty();
    }

    /// A demo user's token for curl and tests, without a browser.
    private void testToken(RoutingContext call) {
        try {
            var asked = json(call);
            for (var field : asked.fieldNames()) {
                if (!Set.of("user", "expiresInSeconds", "scope").contains(field)) {
                    throw OAuthFault.invalidRequest("unknown field: " + field);
                }
            }
            var user = Optional.ofNullable(asked.getValue("user"))
                    .map(Object::toString)
                    .flatMap(DemoUser::named)
                    .orElseThrow(() -> OAuthFault.invalidRequest("user must be one of " + DemoUser.names()));
            long seconds = seconds(asked.getValue("expiresInSeconds", Tokens.LIFE.toSeconds()));
            var scope = scope(asked);
            send(
                    call,
                    200,
                    new JsonObject()
                            .put("access_token", tokens.access(user, scope, Duration.ofSeconds(seconds)))
                            .put("token_type", "Bearer")
                            .put("expires_in", seconds));
        } catch (OAuthFault fault) {
            refuse(call, fault);
        }
    }

    private static String scope(JsonObject asked) {
        if (asked.getValue("scope", String.join(" ", AuthorizationRequest.SCOPES)) instanceof String scope) {
            return scope;
        }
        throw OAuthFault.invalidRequest("scope must be a text of words, such as \"openid triade/read\"");
    }

    private static JsonObject json(RoutingContext call) {
        try {
            var body = call.body().asJsonObject();
            if (body != null) {
                return body;
            }
        } catch (DecodeException | ClassCastException e) {
            throw OAuthFault.invalidRequest("the body must be a JSON object, such as {\"user\":\"ana\"}");
        }
        throw OAuthFault.invalidRequest("the body must be a JSON object, such as {\"user\":\"ana\"}");
    }

    private static long seconds(Object value) {
        if (value instanceof Integer || value instanceof Long) {
            long seconds = ((Number) value).longValue();
            if (Math.abs(seconds) <= MAX_TEST_SECONDS) {
                return seconds;
            }
        }
        throw OAuthFault.invalidRequest("expiresInSeconds must be a whole number of at most a year, was " + value);
    }

    private static void failed(RoutingContext call) {
        int status = call.statusCode() < 400 ? 500 : call.statusCode();
        var error = status >= 500 ? "server_error" : "invalid_request";
        if (!call.response().ended()) {
            send(call, status, new JsonObject().put("error", error).put("error_description", "status " + status));
        }
    }

    private static void refuse(RoutingContext call, OAuthFault fault) {
        send(
                call,
                fault.status(),
                new JsonObject().put("error", fault.error()).put("error_description", fault.description()));
    }

    private static void send(RoutingContext call, int status, JsonObject json) {
        call.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .putHeader("cache-control", "no-store")
                .putHeader("pragma", "no-cache")
                .end(json.toBuffer());
    }
}
