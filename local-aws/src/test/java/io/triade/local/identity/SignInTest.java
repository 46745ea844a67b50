package io.triade.local.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class SignInTest {
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
    void showsAPageThatLoadsNothingAndSaysItIsForDevelopmentOnly() throws Exception {
        var page = ISSUER.authorize(Issuer.authorization());

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("Development only: never expose this", "bruno", "globex", "<html lang=\"en\">")
                .doesNotContain("src=", "href=", "<script");
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'self' http://localhost:3000");
        assertThat(page.headers().firstValue("cache-control")).contains("no-store");
    }

    @Test
    void sendsTheUserBackWithACodeAndTheUnchangedState() throws Exception {
        var answer = ISSUER.logIn(ISSUER.authorize(Issuer.authorization()), "ana", "ana");

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("location").orElseThrow()).startsWith(Issuer.CALLBACK + "?");
        assertThat(Issuer.query(answer)).containsEntry("state", "a b&c").containsEntry("iss", Issuer.ISSUER);
        assertThat(Issuer.query(answer).get("code")).hasSize(43);
    }

    @Test
    void asksAgainAfterAWrongPasswordAndEscapesWhatWasTyped() throws Exception {
        var page = ISSUER.authorize(Issuer.authorization());

        var again = ISSUER.logIn(page, "\"><script>alert(1)</script>{users}", "x");

        assertThat(again.statusCode()).isEqualTo(401);
        assertThat(again.body())
                .contains("role=\"alert\"", "&quot;&gt;&lt;script&gt;", "{users}")
                .doesNotContain("<script");
        assertThat(ISSUER.logIn(page, "ana", "ana").statusCode()).isEqualTo(303);
    }

    @Test
    void refusesAFormThatAnotherSiteOrBrowserSends() throws Exception {
        var page = ISSUER.authorize(Issuer.authorization());
        var other = ISSUER.authorize(Issuer.authorization());

        assertThat(ISSUER.logIn(page, "ana", "ana", "sec-fetch-site", "cross-site")
                        .statusCode())
                .isEqualTo(400);
        var stolen = Issuer.form(Map.of("ticket", Issuer.ticket(page), "username", "ana", "password", "ana"));
        var cookie = other.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];
        assertThat(ISSUER.post(
                                "/oidc/login",
                                stolen,
                                "content-type",
                                "application/x-www-form-urlencoded",
                                "cookie",
                                cookie)
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void takesAFormOnceAndNotForEver() throws Exception {
        var page = ISSUER.authorize(Issuer.authorization());
        assertThat(ISSUER.logIn(page, "ana", "ana").statusCode()).isEqualTo(303);
        assertThat(ISSUER.logIn(page, "ana", "ana").statusCode()).isEqualTo(400);

        var late = ISSUER.authorize(Issuer.authorization());
        ISSUER.now = ISSUER.now.plus(Duration.ofHours(1));
        assertThat(ISSUER.logIn(late, "ana", "ana").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "redirect_uri, http://localhost:3000/callback/",
        "redirect_uri, http://localhost:3000/callback?x=1",
        "redirect_uri, http://evil.example/callback",
        "redirect_uri, ''",
        "client_id, other",
        "client_id, <script>",
    })
    void neverSendsAnyoneToAnAddressItDoesNotKnow(String name, String value) throws Exception {
        var parameters = Issuer.authorization();
        parameters.put(name, value);

        var answer = ISSUER.authorize(parameters);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("location")).isEmpty();
        assertThat(answer.body()).contains("role=\"alert\"").doesNotContain("<script");
    }

    @ParameterizedTest
    @CsvSource({
        "response_type, token, unsupported_response_type",
        "response_type, '', invalid_request",
        "response_mode, fragment, invalid_request",
        "scope, profile, invalid_scope",
        "code_challenge, '', invalid_request",
        "code_challenge, short, invalid_request",
        "code_challenge_method, plain, invalid_request",
        "code_challenge_method, '', invalid_request",
        "prompt, none, login_required",
        "request, e30.e30., request_not_supported",
        "request_uri, urn:x, request_uri_not_supported",
    })
    void tellsTheApplicationWhatItAskedWrongly(String name, String value, String error) throws Exception {
        var parameters = Issuer.authorization();
        parameters.put(name, value);

        var answer = ISSUER.authorize(parameters);

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(Issuer.query(answer)).containsEntry("error", error).containsEntry("state", "a b&c");
    }

    @Test
    void refusesAParameterThatComesTwice() throws Exception {
        var query = Issuer.form(Issuer.authorization());

        assertThat(ISSUER.get("/oidc/authorize?" + query + "&client_id=triade-web")
                        .statusCode())
                .isEqualTo(400);
        assertThat(ISSUER.get("/oidc/authorize?" + query + "&scope=openid").statusCode())
                .isEqualTo(303);
    }

    @Test
    void signsOutToAKnownAddressAndEndsTheSession() throws Exception {
        var tokens = ISSUER.signIn("ana");

        var answer = ISSUER.get("/oidc/logout?"
                + Issuer.form(Map.of(
                        "id_token_hint", tokens.getString("id_token"),
                        "post_logout_redirect_uri", "http://localhost:3000/",
                        "state", "s")));

        assertThat(answer.headers().firstValue("location")).contains("http://localhost:3000/?state=s");
        assertThat(ISSUER.token(Issuer.renewal(tokens.getString("refresh_token")))
                        .statusCode())
                .isEqualTo(400);
        assertThat(ISSUER.get("/oidc/logout").statusCode()).isEqualTo(200);
        var elsewhere = ISSUER.get("/oidc/logout?post_logout_redirect_uri=http://evil.example/");
        assertThat(elsewhere.statusCode()).isEqualTo(400);
        assertThat(elsewhere.headers().firstValue("location")).isEmpty();
    }

    @Test
    void refusesToRunWhereItLooksLikeADeployment() {
        assertThatThrownBy(() -> DevelopmentOnly.require(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1")::get))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("KUBERNETES_SERVICE_HOST")
                .hasMessageContaining("LOCAL_AWS_FORCE=1");
        DevelopmentOnly.require(Map.of("AWS_EXECUTION_ENV", "AWS_ECS_FARGATE", "LOCAL_AWS_FORCE", "1")::get);
        DevelopmentOnly.require(name -> null);
    }

    @Test
    void refusesAddressesThatAreNone() {
        assertThatThrownBy(() -> new Issuer(Map.of("LOCAL_AWS_REDIRECT_URIS", "javascript:alert(1)")))
                .hasMessageContaining("LOCAL_AWS_REDIRECT_URIS");
    }
}
