package io.triade.local.identity;

import io.triade.local.identity.AuthorizationRequest.ReturnAddress;
import io.vertx.core.MultiMap;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a browser sees of the issuer: the sign-in page and the way out.
final class SignInRoutes {
    /// Names the browser, so that nobody else's page can post a sign-in for it.
    private static final String BROWSER = "triade-sign-in";

    private static final Pattern BROWSER_ID = Pattern.compile("[0-9a-f-]{36}");
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    /// A page that was shown and waits for its form.
    private record Shown(AuthorizationRequest request, String browser) {}

    private final String issuer;
    private final Client client;
    private final Grants grants;
    private final Tokens tokens;
    private final Pages pages;
    private final Expiring<Shown> shown;

    SignInRoutes(String issuer, Client client, Grants grants, Tokens tokens, InstantSource time) {
        this.issuer = issuer;
        this.client = client;
        this.grants = grants;
        this.tokens = tokens;
        pages = new Pages(client.origins());
        shown = new Expiring<>(PATIENCE, time);
    }

    void mount(Router router, int maxBodyBytes) {
        router.get("/oidc/authorize").handler(call -> onPage(call, () -> authorize(call)));
        router.post("/oidc/authorize")
                .handler(IdentityRoutes.body(maxBodyBytes))
                .handler(call -> onPage(call, () -> authorize(call)));
        router.post("/oidc/login")
                .handler(IdentityRoutes.body(maxBodyBytes))
                .handler(call -> onPage(call, () -> signIn(call)));
        router.get("/oidc/logout").handler(call -> onPage(call, () -> signOut(call)));
        router.post("/oidc/logout")
                .handler(IdentityRoutes.body(maxBodyBytes))
                .handler(call -> onPage(call, () -> signOut(call)));
    }

    private void authorize(RoutingContext call) {
        var parameters = parameters(call);
        var address = ReturnAddress.read(parameters, client);
        try {
            var request = AuthorizationRequest.read(parameters, address);
            var hint = parameters.find("login_hint").orElse("");
            var browser = browser(call).orElseGet(() -> nameBrowser(call));
            pages.signIn(call, 200, new Pages.Form(shown.add(new Shown(request, browser)), hint, false));
        } catch (OAuthFault fault) {
            var answer = new LinkedHashMap<String, String>();
            answer.put("error", fault.error());
            answer.put("error_description", fault.description());
            sendBack(call, address.redirectUri(), address.state(), answer);
        }
    }

    private void signIn(RoutingContext call) {
        var form = new Parameters(call.request().formAttributes());
        refuseOtherSites(call);
        var ticket = form.require("ticket");
        var browser = browser(call);
        var page = shown.find(ticket)
                .filter(waiting -> browser.filter(waiting.browser()::equals).isPresent())
                .orElseThrow(
                        () -> OAuthFault.invalidRequest(
                                "This page has waited too long, or cookies are off. Go back to the application and sign in again."));
        var userName = form.find("username").orElse("").strip();
        var user = DemoUser.signIn(userName, form.find("password").orElse(""));
        if (user.isEmpty()) {
            pages.signIn(call, 401, new Pages.Form(ticket, userName, true));
            return;
        }
        if (shown.take(ticket).isEmpty()) {
            throw OAuthFault.invalidRequest("This page was already used. Go back to the application.");
        }
        var request = page.request();
        sendBack(
                call,
                request.redirectUri(),
                request.state(),
                new LinkedHashMap<>(Map.of("code", grants.code(request, user.get()))));
    }

    private void signOut(RoutingContext call) {
        var parameters = parameters(call);
        parameters
                .find("id_token_hint")
                .flatMap(tokens::readIdentity)
                .ifPresent(claims -> grants.end(claims.getClaimValueAsString("sid")));
        var target = parameters.find("post_logout_redirect_uri");
        if (target.isEmpty()) {
            pages.signedOut(call);
            return;
        }
        if (!client.mayReturnTo(target.get())) {
            throw OAuthFault.invalidRequest("post_logout_redirect_uri is not an address of a known application");
        }
        redirect(
                call,
                target.get(),
                parameters.find("state").map(state -> Map.of("state", state)).orElse(Map.of()));
    }

    /// Older browsers do not say where a form comes from; the cookie stops them too.
    private static void refuseOtherSites(RoutingContext call) {
        var site = call.request().getHeader("sec-fetch-site");
        if (site != null && !site.equals("same-origin")) {
            throw OAuthFault.invalidRequest("This form was sent from another site.");
        }
    }

    private static Optional<String> browser(RoutingContext call) {
        return Optional.ofNullable(call.request().getCookie(BROWSER))
                .map(Cookie::getValue)
                .filter(id -> BROWSER_ID.matcher(id).matches());
    }

    private static String nameBrowser(RoutingContext call) {
        var id = UUID.randomUUID().toString();
        call.response()
                .addCookie(Cookie.cookie(BROWSER, id)
                        .setPath("/oidc")
                        .setHttpOnly(true)
                        .setSameSite(CookieSameSite.LAX));
        return id;
    }

    private void sendBack(RoutingContext call, String redirectUri, Optional<String> state, Map<String, String> answer) {
        state.ifPresent(value -> answer.put("state", value));
        answer.put("iss", issuer);
        redirect(call, redirectUri, answer);
    }

    private static void redirect(RoutingContext call, String uri, Map<String, String> answer) {
        var query = answer.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        var separator = query.isEmpty() ? "" : uri.contains("?") ? "&" : "?";
        call.response()
                .setStatusCode(303)
                .putHeader("location", uri + separator + query)
                .putHeader("cache-control", "no-store")
                .end();
    }

    private static Parameters parameters(RoutingContext call) {
        MultiMap values =
                HttpMethod.POST.equals(call.request().method()) ? call.request().formAttributes() : call.queryParams();
        return new Parameters(values);
    }

    private void onPage(RoutingContext call, Runnable action) {
        try {
            action.run();
        } catch (OAuthFault fault) {
            pages.refused(call, fault);
        }
    }
}
