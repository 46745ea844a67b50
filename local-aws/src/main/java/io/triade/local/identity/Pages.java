package io.triade.local.identity;

import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.stream.Collectors;

/// The pages of the issuer. They load nothing, run no script, and every one says that it is for development only.
final class Pages {
    private static final String STYLE = resource("page.css");
    private static final String FRAME = resource("page.html");
    private static final String SIGN_IN = resource("sign-in.html");

    /// A sign-in form: the secret that names the request, the user name to show, and whether it was refused.
    record Form(String ticket, String userName, boolean refused) {}

    private final String policy;

    Pages(Collection<String> origins) {
        // Browsers apply form-action to where a form's answer sends them, too.
        policy = "default-src 'none'; style-src '%s'; form-action 'self' %s; base-uri 'none'; frame-ancestors 'none'"
                .formatted(hash(STYLE), String.join(" ", origins));
    }

    void signIn(RoutingContext call, int status, Form form) {
        var error = form.refused()
                ? "<p class=\"error\" role=\"alert\" id=\"refused\">No demo user has this name and password.</p>"
                : "";
        var body = SIGN_IN.replace("{error}", error)
                .replace("{described}", form.refused() ? " aria-invalid=\"true\" aria-describedby=\"refused\"" : "")
                .replace("{users}", users())
                .replace("{ticket}", escape(form.ticket()))
                .replace("{userName}", escape(form.userName()));
        send(call, status, "Sign in", body);
    }

    void signedOut(RoutingContext call) {
        send(call, 200, "Signed out", "<p>You are signed out. You can close this page.</p>");
    }

    void refused(RoutingContext call, OAuthFault fault) {
        var body = "<p class=\"error\" role=\"alert\">%s</p><p><code>%s</code></p>"
                .formatted(escape(fault.description()), escape(fault.error()));
        send(call, 400, "This cannot go on", body);
    }

    private static String users() {
        return Arrays.stream(DemoUser.values())
                .map(user -> "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>%s</td></tr>"
                        .formatted(
                                escape(user.userName()),
                                escape(user.password()),
                                escape(user.tenant()),
                                escape(user.role())))
                .collect(Collectors.joining());
    }

    private void send(RoutingContext call, int status, String title, String body) {
        call.response()
                .setStatusCode(status)
                .putHeader("content-type", "text/html; charset=utf-8")
                .putHeader("content-security-policy", policy)
                .putHeader("cache-control", "no-store")
                .putHeader("referrer-policy", "same-origin")
                .putHeader("x-content-type-options", "nosniff")
                .putHeader("x-frame-options", "DENY")
                // What came from outside goes in last: it cannot name a place of the frame.
                .end(FRAME.replace("{style}", STYLE).replace("{title}", title).replace("{body}", body));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String hash(String style) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (var file = Pages.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("missing from the jar: " + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
