package io.triade.local.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class TokensTest {
    private static final Issuer ISSUER = new Issuer(Map.of());

    @BeforeEach
    void setTheClock() {
        ISSUER.now = Instant.now();
    }

    @AfterAll
    static void stop() {
        ISSUER.close();
    }

    @Test
    void tellsWhoSignedInAndForWhichTenant() throws Exception {
        var answer = ISSUER.token(Issuer.redemption(ISSUER.code("ana")));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
        var tokens = new JsonObject(answer.body());
        assertThat(tokens.getString("token_type")).isEqualTo("Bearer");
        var access = verified(ISSUER, tokens.getString("access_token"), "triade-api");
        assertThat(access.getSubject()).isEqualTo("ana");
        assertThat(access.getClaimValue("tenant")).isEqualTo("acme");
        assertThat(access.getStringListClaimValue("roles")).containsExactly("admin");
        assertThat(access.getClaimValue("scope")).isEqualTo("openid profile offline_access");
        assertThat(access.getClaimValue("client_id")).isEqualTo("triade-web");
        assertThat(access.getClaimValue("name")).isNotNull();
        var identity = verified(ISSUER, tokens.getString("id_token"), "triade-web");
        assertThat(identity.getClaimValue("nonce")).isEqualTo("n-1");
    }

    @Test
    void givesAProgramATokenInItsOwnName() throws Exception {
        var asked = Map.of("grant_type", "client_credentials");
        var inTheForm = Map.of(
                "grant_type", "client_credentials", "client_id", "triade-batch", "client_secret", "triade-batch");
        String proof = Base64.getEncoder().encodeToString("triade-batch:triade-batch".getBytes(StandardCharsets.UTF_8));

        for (var answer : List.of(ISSUER.token(inTheForm), ISSUER.token(asked, "authorization", "Basic " + proof))) {
            assertThat(answer.statusCode()).isEqualTo(200);
            var tokens = new JsonObject(answer.body());
            assertThat(tokens.fieldNames()).doesNotContain("refresh_token", "id_token");
            var access = verified(ISSUER, tokens.getString("access_token"), "triade-api");
            assertThat(access.getSubject()).isEqualTo("triade-batch");
            assertThat(access.getClaimValue("client_id")).isEqualTo("triade-batch");
            assertThat(access.getClaimValue("tenant")).isEqualTo("acme");
        }
        assertRefused(asked, "invalid_client");
        assertRefused(
                Map.of("grant_type", "client_credentials", "client_id", "triade-batch", "client_secret", "guess"),
                "invalid_client");
    }

    @Test
    void publishesWhereEverythingIsAndNoPrivateKey() throws Exception {
        var discovery = ISSUER.get("/oidc/.well-known/openid-configuration", "origin", "http://anyone.example");
        var json = new JsonObject(discovery.body());

        assertThat(json.getString("issuer")).isEqualTo(Issuer.ISSUER);
        assertThat(json.getString("jwks_uri")).isEqualTo(Issuer.ISSUER + "/jwks");
        assertThat(json.getJsonArray("code_challenge_methods_supported")).isEqualTo(JsonArray.of("S256"));
        assertThat(discovery.headers().firstValue("access-control-allow-origin"))
                .contains("*");
        assertThat(new JsonObject(ISSUER.get("/oidc/jwks").body())
                        .getJsonArray("keys")
                        .getJsonObject(0)
                        .fieldNames())
                .contains("kid", "n", "e", "alg", "use")
                .doesNotContain("d", "p", "q");
    }

    @Test
    void takesACodeOnceAndEndsTheSessionIfItComesAgain() throws Exception {
        var code = ISSUER.code("ana");
        var tokens = new JsonObject(ISSUER.token(Issuer.redemption(code)).body());

        assertRefused(Issuer.redemption(code), "invalid_grant");
        assertRefused(Issuer.renewal(tokens.getString("refresh_token")), "invalid_grant");
    }

    @Test
    void forgetsACodeAfterAMinute() throws Exception {
        var code = ISSUER.code("ana");
        ISSUER.now = ISSUER.now.plus(Duration.ofSeconds(61));

        assertRefused(Issuer.redemption(code), "invalid_grant");
    }

    @ParameterizedTest
    @CsvSource({
        "code_verifier, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, invalid_grant",
        "code_verifier, short, invalid_grant",
        "code_verifier, '', invalid_request",
        "redirect_uri, http://localhost:3000/silent, invalid_grant",
        "code, nonsense, invalid_grant",
        "client_id, other, invalid_client",
        "grant_type, password, unsupported_grant_type",
        "grant_type, '', invalid_request",
    })
    void refusesInTheWordsOfOAuth(String name, String value, String error) throws Exception {
        var parameters = Issuer.redemption(ISSUER.code("ana"));
        parameters.put(name, value);

        assertRefused(parameters, error);
    }

    @Test
    void refusesABodyThatIsNoFormOrTooLarge() throws Exception {
        assertThat(ISSUER.post("/oidc/token", "{}", "content-type", "application/json")
                        .statusCode())
                .isEqualTo(400);
        assertThat(ISSUER.post(
                                "/oidc/token",
                                "code=" + "x".repeat(100_000),
                                "content-type",
                                "application/x-www-form-urlencoded")
                        .statusCode())
                .isEqualTo(413);
        assertThat(ISSUER.get("/oidc/token").statusCode()).isEqualTo(405);
    }

    @Test
    void renewsWithANewRefreshTokenAndEndsTheSessionIfAnOldOneComes() throws Exception {
        var first = ISSUER.signIn("bruno").getString("refresh_token");
        var renewed = new JsonObject(ISSUER.token(Issuer.renewal(first)).body());

        assertThat(verified(ISSUER, renewed.getString("access_token"), "triade-api")
                        .getSubject())
                .isEqualTo("bruno");
        assertThat(renewed.getString("refresh_token")).isNotEqualTo(first);
        assertRefused(Issuer.renewal(first), "invalid_grant");
        assertRefused(Issuer.renewal(renewed.getString("refresh_token")), "invalid_grant");
    }

    @Test
    void neverRenewsToMoreThanWasGranted() throws Exception {
        var parameters = Issuer.renewal(ISSUER.signIn("ana").getString("refresh_token"));
        parameters.put("scope", "openid admin");

        assertRefused(parameters, "invalid_scope");
    }

    @Test
    void tellsTheFrontendAndNobodyElseAboutTheUser() throws Exception {
        var token = ISSUER.signIn("ana").getString("access_token");

        var user = ISSUER.get("/oidc/userinfo", "authorization", "Bearer " + token, "origin", "http://localhost:3000");
        assertThat(new JsonObject(user.body()).getString("sub")).isEqualTo("ana");
        assertThat(user.headers().firstValue("access-control-allow-origin")).contains("http://localhost:3000");
        var stranger =
                ISSUER.get("/oidc/userinfo", "authorization", "Bearer " + token, "origin", "http://evil.example");
        assertThat(stranger.headers().firstValue("access-control-allow-origin")).isEmpty();
        var forged = ISSUER.get("/oidc/userinfo", "authorization", "Bearer eyJhbGciOiJub25lIn0.e30.");
        assertThat(forged.statusCode()).isEqualTo(401);
        assertThat(forged.headers().firstValue("www-authenticate").orElseThrow())
                .contains("invalid_token");
        ISSUER.now = ISSUER.now.plus(Duration.ofHours(2));
        assertThat(ISSUER.get("/oidc/userinfo", "authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void givesTestsATokenWithoutABrowserEvenAnExpiredOne() throws Exception {
        var good = ISSUER.post("/_local/token", "{\"user\":\"ana\"}");
        var json = new JsonObject(good.body());
        assertThat(json.getInteger("expires_in")).isEqualTo(3600);
        assertThat(verified(ISSUER, json.getString("access_token"), "triade-api")
                        .getSubject())
                .isEqualTo("ana");

        var old = new JsonObject(ISSUER.post("/_local/token", "{\"user\":\"ana\",\"expiresInSeconds\":-120}")
                .body());
        assertThatThrownBy(() -> verified(ISSUER, old.getString("access_token"), "triade-api"))
                .isInstanceOf(InvalidJwtException.class)
                .hasMessageContaining("no longer valid");
    }

    @Test
    void givesTestsATokenWithTheScopesThatTheyAskFor() throws Exception {
        var all = new JsonObject(
                ISSUER.post("/_local/token", "{\"user\":\"ana\"}").body());
        var some = new JsonObject(ISSUER.post("/_local/token", "{\"user\":\"ana\",\"scope\":\"openid triade/read\"}")
                .body());

        assertThat(verified(ISSUER, all.getString("access_token"), "triade-api").getStringClaimValue("scope"))
                .contains("triade/read", "triade/write", "triade/generate");
        assertThat(verified(ISSUER, some.getString("access_token"), "triade-api")
                        .getStringClaimValue("scope"))
                .isEqualTo("openid triade/read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}",
                "{\"user\":\"eve\"}",
                "{\"user\":7}",
                "{\"user\":\"ana\",\"issuer\":\"x\"}",
                "{\"user\":\"ana\",\"expiresInSeconds\":\"1\"}",
                "{\"user\":\"ana\",\"expiresInSeconds\":1e99}",
                "{\"user\":\"ana\",\"expiresInSeconds\":null}",
                "{\"user\":\"ana\",\"scope\":null}",
                "{\"user\":\"ana\",\"scope\":[\"openid\"]}"
            })
    void givesNoTokenForABodyItDoesNotUnderstand(String body) throws Exception {
        var answer = ISSUER.post("/_local/token", body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getString("error")).isEqualTo("invalid_request");
    }

    @Test
    void keepsItsKeyAcrossARestart(@TempDir Path folder) throws Exception {
        String token;
        try (var before = Issuer.keepingIn(folder)) {
            token = before.signIn("ana").getString("access_token");
        }

        try (var after = Issuer.keepingIn(folder)) {
            assertThat(verified(after, token, "triade-api").getSubject()).isEqualTo("ana");
        }
        Files.writeString(folder.resolve("oidc/signing-key.json"), "{}");
        assertThatThrownBy(() -> Issuer.keepingIn(folder)).hasMessageContaining("is not a signing key");
    }

    private void assertRefused(Map<String, String> parameters, String error) throws Exception {
        var answer = ISSUER.token(parameters);
        assertThat(answer.statusCode()).isEqualTo(error.equals("invalid_client") ? 401 : 400);
        assertThat(new JsonObject(answer.body()).getString("error")).isEqualTo(error);
    }

    private static JwtClaims verified(Issuer from, String token, String audience) throws Exception {
        var keys = new JsonWebKeySet(from.get("/oidc/jwks").body());
        return new JwtConsumerBuilder()
                .setVerificationKeyResolver(new JwksVerificationKeyResolver(keys.getJsonWebKeys()))
                .setExpectedIssuer(Issuer.ISSUER)
                .setExpectedAudience(audience)
                .setRequireExpirationTime()
                .build()
                .processToClaims(token);
    }
}
