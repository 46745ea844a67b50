package io.triade.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.api.Client;
import io.triade.api.FakeIssuer;
import io.triade.api.FakeTier;
import io.triade.api.Neighbours;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who gets in, who does not, and how that is said.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class AccessIT {
    FakeIssuer issuer;
    Neighbours.Issuers issuers;
    FakeTier tier;

    @Test
    void showsThePrincipalOfAGoodToken() {
        var me = Client.get("/v1/me", issuer.token());

        assertThat(me.status()).isEqualTo(200);
        assertThat(me.body().path("tenant").asText()).isEqualTo("acme");
        assertThat(me.body().path("subject").asText()).isEqualTo("ana");
        assertThat(me.body().path("roles").toString()).isEqualTo("[\"admin\"]");
        assertThat(me.body().path("scopes")).hasSize(4);
        assertThat(me.body().path("groups").toString()).isEqualTo("[\"g1\"]");
    }

    @Test
    void takesASecondIssuersClaimsByTheirOwnNames() {
        // Given
        var claims = issuers.second().claims();
        claims.unsetClaim("tenant");
        claims.setStringClaim("custom:tenant", "globex");
        claims.unsetClaim("roles");
        claims.setClaim("realm_access", Map.of("roles", List.of("member")));

        // When
        var me = Client.get("/v1/me", issuers.second().sign(claims));

        // Then
        assertThat(me.status()).isEqualTo(200);
        assertThat(me.body().path("tenant").asText()).isEqualTo("globex");
        assertThat(me.body().path("roles").toString()).isEqualTo("[\"member\"]");
    }

    @Test
    void refusesEverythingElseThatCallsItselfAToken() {
        JwtClaims forAnother = issuer.claims();
        forAnother.setAudience("another-api");
        JwtClaims nobodys = issuer.claims();
        nobodys.unsetClaim("aud");
        JwtClaims ofTheFirst = issuers.second().claims();
        ofTheFirst.setIssuer(issuer.url());
        JwtClaims notYet = issuer.claims();
        notYet.setNotBeforeMinutesInThePast(-10);

        refused("stranger", issuers.stranger().token());
        refused("another audience", issuer.sign(forAnother));
        refused("no audience", issuer.sign(nobodys));
        refused("another issuer's key", issuers.second().sign(ofTheFirst));
        refused("alg none", issuer.unsigned(issuer.claims()));
        refused("HS256 with the public key", issuer.signWithPublicKey(issuer.claims()));
        refused("not yet valid", issuer.sign(notYet));
        refused("changed", issuer.token().replaceFirst("\\.[^.]{4}", ".AAAA"));
        refused("cut", issuer.token().substring(0, 100));
        refused("no JWT", "sk-1234567890");
        refused("two dots", "a.b.c");
        refused("only dots", "...");
    }

    private void refused(String why, String token) {
        var answer = Client.get("/v1/me", token);
        assertThat(answer.status()).as(why).isEqualTo(401);
        assertThat(answer.slug()).as(why).isEqualTo("unauthenticated");
        assertThat(answer.header("content-type")).as(why).isEqualTo("application/problem+json");
        assertThat(answer.header("www-authenticate")).as(why).startsWith("Bearer");
        assertThat(answer.raw().body()).as(why).doesNotContain("io.quarkus").doesNotContain("org.jose4j");
    }

    @Test
    void saysWhenATokenHasExpired() {
        var claims = issuer.claims();
        claims.setExpirationTimeMinutesInTheFuture(-5);

        var answer = Client.get("/v1/me", issuer.sign(claims));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.slug()).isEqualTo("token-expired");
        assertThat(answer.header("www-authenticate")).startsWith("Bearer");
    }

    @Test
    void doesNotRememberATokenBeyondItsExpiry() throws InterruptedException {
        // Given
        var claims = issuer.claims();
        var expiry = NumericDate.now();
        expiry.addSeconds(2);
        claims.setExpirationTime(expiry);
        String token = issuer.sign(claims);
        assertThat(Client.get("/v1/me", token).status()).isEqualTo(200);

        // When
        Thread.sleep(expiry.getValueInMillis() - System.currentTimeMillis() + 50);

        // Then
        assertThat(Client.get("/v1/me", token).slug()).isEqualTo("token-expired");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "ac#me", "a\nb"})
    void refusesATokenWithoutAValidTenant(String tenant) {
        var claims = issuer.claims();
        claims.setStringClaim("tenant", tenant);

        var answer = Client.get("/v1/me", issuer.sign(claims));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.slug()).isEqualTo("forbidden");
    }

    @Test
    void refusesATokenWithoutTenantOrSubject() {
        var noTenant = issuer.claims();
        noTenant.unsetClaim("tenant");
        var noSubject = issuer.claims();
        noSubject.unsetClaim("sub");

        assertThat(Client.get("/v1/me", issuer.sign(noTenant)).status()).isEqualTo(403);
        assertThat(Client.get("/v1/me", issuer.sign(noSubject)).status()).isIn(401, 403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v1/me", "/v1/sessions", "/v1/models", "/nowhere", "/", "/q/openapi", "/q", "/openapi/x", "/v1"
            })
    void letsNobodyThroughWithoutAToken(String path) {
        tier.plays(FakeTier.json(200, "{}"));

        var answer = Client.send(Client.request(path));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.slug()).isEqualTo("unauthenticated");
        assertThat(tier.wasAsked()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic YTpi", "Bearer", "Bearer ", "bearer", "Token x"})
    void refusesOtherCredentials(String header) {
        var answer = Client.send(Client.request("/v1/me").header("authorization", header));

        assertThat(answer.status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/health/ready", "/q/metrics", "/openapi"})
    void leavesHarmlessPathsOpen(String path) {
        assertThat(Client.send(Client.request(path)).status()).isEqualTo(200);
    }

    @Test
    void sendsTheTiersAnInternalTokenAndNeverTheCallers() {
        tier.plays(FakeTier.json(200, "{\"items\":[]}"));

        Client.get("/v1/models", issuer.token());

        String sent = tier.seen().headers().getFirst("authorization");
        assertThat(sent).startsWith("Bearer ").doesNotContain(issuer.token());
    }

    @Test
    void doesNotPassAnInnerRefusalOnAsTheCallersFault() {
        tier.plays(FakeTier.problem(401, "unauthenticated", "internal token"));

        var answer = Client.get("/v1/models", issuer.token());

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.slug()).isEqualTo("upstream-failed");
    }

    @Test
    void answersPreflightsOfConfiguredOriginsOnly() {
        var allowed = Client.send(preflight("http://localhost:3000"));
        var other = Client.send(preflight("http://evil.example"));

        assertThat(allowed.status()).isEqualTo(200);
        assertThat(allowed.header("access-control-allow-origin")).isEqualTo("http://localhost:3000");
        assertThat(allowed.header("access-control-allow-headers").toLowerCase(Locale.ROOT))
                .contains(SENT.split(","));
        assertThat(other.header("access-control-allow-origin")).isEmpty();
    }

    @Test
    void letsABrowserReadItsRefusalAndTheHeadersItNeeds() {
        var answer = Client.send(Client.request("/v1/me").header("origin", "http://localhost:3000"));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("access-control-allow-origin")).isEqualTo("http://localhost:3000");
        assertThat(answer.header("access-control-expose-headers").toLowerCase(Locale.ROOT))
                .contains("location", "retry-after", "x-request-id", "traceparent");
    }

    /// By the SDKs of OpenAI and Anthropic in a browser, as far as they cannot do without asking.
    private static final String SENT = "anthropic-beta,anthropic-dangerous-direct-browser-access,anthropic-version,"
            + "authorization,content-type,user-agent,x-api-key,x-stainless-arch,x-stainless-helper,"
            + "x-stainless-helper-method,x-stainless-lang,x-stainless-os,x-stainless-package-version,"
            + "x-stainless-retry-count,x-stainless-runtime,x-stainless-runtime-version,x-stainless-timeout";

    private static HttpRequest.Builder preflight(String origin) {
        return Client.request("/v1/sessions")
                .header("origin", origin)
                .header("access-control-request-method", "POST")
                .header("access-control-request-headers", SENT)
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody());
    }
}
