package io.triade.local.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.UUID;
import java.util.regex.Pattern;

/// Codes and refresh tokens. Each works once; one that comes a second time was stolen, and ends the session it
/// belongs to.
final class Grants {
    private static final Duration CODE_LIFE = Duration.ofSeconds(60);
    private static final Duration REFRESH_LIFE = Duration.ofHours(24);
    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

    private record Code(AuthorizationRequest request, SignIn signIn) {}

    private final InstantSource time;
    private final Expiring<Code> codes;
    private final Expiring<String> spentCodes;
    private final Expiring<SignIn> refreshTokens;
    private final Expiring<String> spentRefreshTokens;

    Grants(InstantSource time) {
        this.time = time;
        codes = new Expiring<>(CODE_LIFE, time);
        spentCodes = new Expiring<>(REFRESH_LIFE, time);
        refreshTokens = new Expiring<>(REFRESH_LIFE, time);
        spentRefreshTokens = new Expiring<>(REFRESH_LIFE, time);
    }

    String code(AuthorizationRequest request, DemoUser user) {
        var signIn = new SignIn(
                user,
                new LinkedHashSet<>(request.scopes()),
                request.nonce(),
                time.instant(),
                UUID.randomUUID().toString());
        return codes.add(new Code(request, signIn));
    }

    SignIn redeemCode(String secret, String redirectUri, String verifier) {
        var code = codes.take(secret).orElseThrow(() -> spent(spentCodes, secret, "code"));
        // Spent by the attempt: nobody gets a second guess at the verifier.
        spentCodes.put(secret, code.signIn().session());
        if (!code.request().redirectUri().equals(redirectUri)) {
            throw OAuthFault.invalidGrant("redirect_uri is not the one the code was sent to");
        }
        if (!VERIFIER.matcher(verifier).matches() || !code.request().challenge().equals(s256(verifier))) {
            throw OAuthFault.invalidGrant("code_verifier does not fit the code_challenge");
        }
        return code.signIn();
    }

    String refreshToken(SignIn signIn) {
        return refreshTokens.add(signIn);
    }

    SignIn redeemRefreshToken(String secret) {
        var signIn = refreshTokens.take(secret).orElseThrow(() -> spent(spentRefreshTokens, secret, "refresh_token"));
        spentRefreshTokens.put(secret, signIn.session());
        return signIn;
    }

    void end(String session) {
        refreshTokens.removeIf(signIn -> signIn.session().equals(session));
    }

    private OAuthFault spent(Expiring<String> spent, String secret, String what) {
        spent.find(secret).ifPresent(this::end);
        return OAuthFault.invalidGrant(what + " is unknown, expired or already used");
    }

    private static String s256(String verifier) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
