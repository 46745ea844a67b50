package io.triade.api.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.smallrye.mutiny.Uni;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/// Turns a bearer token into its principal: by memory, else by quarkus-oidc, which knows the issuers and their keys.
@ApplicationScoped
public class AccessTokens {
    private static final Pattern SENDABLE = Pattern.compile("[!-~]+");

    private static final Logger LOG = Logger.getLogger(AccessTokens.class);

    private final HttpAuthenticator authenticator;
    private final ObjectMapper mapper;
    private final Principals principals;
    private final RememberedTokens remembered;

    AccessTokens(HttpAuthenticator authenticator, ObjectMapper mapper, AccessConfig config) {
        this.authenticator = authenticator;
        this.mapper = mapper;
        this.principals = new Principals(config);
        this.remembered = new RememberedTokens(config.remembered(), config.remember(), Clock.systemUTC());
    }

    @Nullable
    Proof remembered(String token) {
        return remembered.proof(token);
    }

    /// A token that came later than the request that opened its connection, as if it had come with it.
    ///
    /// @param clean what was known of the request before anybody looked at a token
    public Uni<Proof> verify(String token, RoutingContext routing, Map<String, Object> clean) {
        Proof known = remembered.proof(token);
        if (known != null) return Uni.createFrom().item(known);
        // What no header may hold would be complained of with the token in the words.
        if (!sendable(token)) return Uni.createFrom().failure(untrusted());
        routing.data().clear();
        routing.data().putAll(clean);
        routing.request().headers().set("authorization", "Bearer " + token);
        return verify(token, routing);
    }

    /// Whether a token has nothing but visible ASCII, as a header wants it.
    public static boolean sendable(String token) {
        return SENDABLE.matcher(token).matches();
    }

    /// Fails with a `ProblemException` that says why the token is refused.
    Uni<Proof> verify(String token, RoutingContext routing) {
        return authenticator
                .attemptAuthentication(routing)
                .onFailure()
                .transform(AccessTokens::refused)
                .onItem()
                .ifNull()
                .failWith(AccessTokens::untrusted)
                .map(_ -> proof(token));
    }

    private Proof proof(String verified) {
        JsonNode claims = claims(verified);
        var proof = new Proof(
                principals.of(claims), Instant.ofEpochSecond(claims.path("exp").asLong(0)));
        remembered.remember(verified, proof);
        return proof;
    }

    private JsonNode claims(String token) {
        try {
            return mapper.readTree(
                    Base64.getUrlDecoder().decode(token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'))));
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException broken) {
            throw new ProblemException(ProblemType.UNAUTHENTICATED, "The bearer token is not a JWT.", broken);
        }
    }

    private static ProblemException untrusted() {
        return new ProblemException(
                ProblemType.UNAUTHENTICATED, "The bearer token is not a JWT of an issuer that is trusted here.");
    }

    private static ProblemException refused(Throwable failure) {
        boolean aboutTheToken = failure instanceof AuthenticationFailedException;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidJwtException invalid && invalid.hasErrorCode(ErrorCodes.EXPIRED)) {
                return new ProblemException(
                        ProblemType.TOKEN_EXPIRED, "The bearer token has expired; get a new one.", failure);
            }
            aboutTheToken |= cause instanceof InvalidJwtException || cause instanceof JoseException;
        }
        if (aboutTheToken) {
            return new ProblemException(
                    ProblemType.UNAUTHENTICATED,
                    "The bearer token is not valid here: signature, issuer or audience is wrong.",
                    failure);
        }
        LOG.warnf("an issuer could not be asked: %s", failure);
        return new ProblemException(
                ProblemType.UPSTREAM_FAILED, "The issuer of the token cannot be reached; try again.", failure);
    }
}
