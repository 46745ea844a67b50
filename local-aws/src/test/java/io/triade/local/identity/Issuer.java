package io.triade.local.identity;

import io.triade.local.settings.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A running issuer whose time the test moves, and a browser of sorts.
final class Issuer implements AutoCloseable {
    static final String ISSUER = "http://issuer.example/oidc";
    static final String CALLBACK = "http://localhost:3000/callback";
    static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    private static final Pattern TICKET = Pattern.compile("name=\"ticket\" value=\"([^\"]+)\"");

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;
    volatile Instant now = Instant.now();

    Issuer(Map<String, String> more) {
        var given = new HashMap<>(Map.of("LOCAL_AWS_ISSUER", ISSUER));
        given.putAll(more);
        var router = Router.router(vertx);
        new IdentityRoutes(Settings.read(given::get), () -> now).mount(router);
        port = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
    }

    static Issuer keepingIn(Path folder) {
        return new Issuer(Map.of("LOCAL_AWS_DATA", folder.toString()));
    }

    /// What an application asks when nothing is wrong.
    static Map<String, String> authorization() {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("client_id", "triade-web");
        parameters.put("redirect_uri", CALLBACK);
        parameters.put("response_type", "code");
        parameters.put("scope", "openid profile offline_access");
        parameters.put("state", "a b&c");
        parameters.put("nonce", "n-1");
        parameters.put("code_challenge", CHALLENGE);
        parameters.put("code_challenge_method", "S256");
        return parameters;
    }

    static Map<String, String> redemption(String code) {
        return new LinkedHashMap<>(Map.of(
                "grant_type", "authorization_code",
                "client_id", "triade-web",
                "code", code,
                "redirect_uri", CALLBACK,
                "code_verifier", VERIFIER));
    }

    static Map<String, String> renewal(String refreshToken) {
        return new LinkedHashMap<>(
                Map.of("grant_type", "refresh_token", "client_id", "triade-web", "refresh_token", refreshToken));
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        return send(request(path, headers).GET());
    }

    HttpResponse<String> authorize(Map<String, String> parameters) throws Exception {
        return get("/oidc/authorize?" + form(parameters));
    }

    HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        return send(request(path, headers).POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> token(Map<String, String> parameters, String... headers) throws Exception {
        return send(request("/oidc/token", headers)
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form(parameters))));
    }

    HttpResponse<String> logIn(HttpResponse<String> page, String userName, String password, String... headers)
            throws Exception {
        var cookie = page.headers().firstValue("set-cookie").orElse("none=1").split(";", 2)[0];
        return send(request("/oidc/login", headers)
                .header("content-type", "application/x-www-form-urlencoded")
                .header("cookie", cookie)
                .POST(BodyPublishers.ofString(
                        form(Map.of("ticket", ticket(page), "username", userName, "password", password)))));
    }

    String code(String userName) throws Exception {
        return query(logIn(authorize(authorization()), userName, userName)).get("code");
    }

    JsonObject signIn(String userName) throws Exception {
        return new JsonObject(token(redemption(code(userName))).body());
    }

    static String ticket(HttpResponse<String> page) {
        var found = TICKET.matcher(page.body());
        if (!found.find()) {
            throw new AssertionError("no form in " + page.body());
        }
        return found.group(1);
    }

    static Map<String, String> query(HttpResponse<String> redirect) {
        var location = URI.create(redirect.headers().firstValue("location").orElseThrow());
        return Arrays.stream(location.getRawQuery().split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private HttpRequest.Builder request(String path, String... headers) {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(10));
        return headers.length == 0 ? request : request.headers(headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        http.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
