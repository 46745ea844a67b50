package io.triade.defaults.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.triade.contracts.access.Principal;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/// Signs and verifies the internal token. Both are cached for less than the token's life, since one caller makes many
/// calls: a signature costs more than the rest of a relayed event.
@ApplicationScoped
public class InternalTokens {
    private static final String ISSUER = "triade-edge";
    private static final int CACHED = 10_000;

    private final HmacKey key;
    private final Duration lifetime;
    private final JwtConsumer consumer;
    private final Cache<Principal, String> signed;
    private final Cache<String, Verified> verified;

    private record Verified(Principal principal, long expiresAtMillis) {}

    public InternalTokens(InternalTokenConfig config) {
        byte[] secret = config.secret().getBytes(StandardCharsets.UTF_8);
        if (secret.length < 32) {
            throw new IllegalArgumentException(
                    "triade.internal-token.secret must have at least 32 bytes, has " + secret.length);
        }
        key = new HmacKey(secret);
        lifetime = config.lifetime();
        signed = Caffeine.newBuilder()
                .maximumSize(CACHED)
                .expireAfterWrite(lifetime.dividedBy(2))
                .build();
        verified = Caffeine.newBuilder()
                .maximumSize(CACHED)
                .expireAfterWrite(lifetime)
                .build();
        consumer = new JwtConsumerBuilder()
                .setVerificationKey(key)
                .setExpectedIssuer(ISSUER)
                .setRequireExpirationTime()
                .setRequireSubject()
                .setAllowedClockSkewInSeconds(5)
                .setJwsAlgorithmConstraints(
                        new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.HMAC_SHA256))
                .build();
    }

    public String sign(Principal principal) {
        return signed.get(principal, this::fresh);
    }

    /// The principal that a token speaks for.
    ///
    /// @throws ProblemException `unauthenticated` or `token-expired`
    public Principal verify(String token) {
        Verified known = verified.getIfPresent(token);
        if (known != null && known.expiresAtMillis > System.currentTimeMillis()) return known.principal;
        try {
            JwtClaims claims = consumer.processToClaims(token);
            Principal principal = principal(claims);
            verified.put(
                    token, new Verified(principal, claims.getExpirationTime().getValueInMillis()));
            return principal;
        } catch (InvalidJwtException refused) {
            if (refused.hasErrorCode(ErrorCodes.EXPIRED)) {
                throw new ProblemException(ProblemType.TOKEN_EXPIRED, "The internal token has expired.", refused);
            }
            throw new ProblemException(ProblemType.UNAUTHENTICATED, "The internal token is not valid.", refused);
        } catch (MalformedClaimException | IllegalArgumentException refused) {
            throw new ProblemException(ProblemType.UNAUTHENTICATED, "The internal token names no principal.", refused);
        }
    }

    private static Principal principal(JwtClaims claims) throws MalformedClaimException {
        String tenant = claims.getStringClaimValue("tenant");
        if (tenant == null) throw new IllegalArgumentException("the token has no tenant");
        return new Principal(
                tenant, claims.getSubject(), set(claims, "roles"), set(claims, "scopes"), set(claims, "groups"));
    }

    private static Set<String> set(JwtClaims claims, String name) throws MalformedClaimException {
        List<String> values = claims.getStringListClaimValue(name);
        return values == null ? Set.of() : Set.copyOf(values);
    }

    private String fresh(Principal principal) {
        var expiry = NumericDate.now();
        expiry.addSeconds(lifetime.toSeconds());
        return sign(principal, expiry, key);
    }

    static String sign(Principal principal, NumericDate expiry, HmacKey key) {
        var claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setSubject(principal.subject());
        claims.setStringClaim("tenant", principal.tenant());
        claims.setStringListClaim("roles", List.copyOf(principal.roles()));
        claims.setStringListClaim("scopes", List.copyOf(principal.scopes()));
        claims.setStringListClaim("groups", List.copyOf(principal.groups()));
        claims.setExpirationTime(expiry);
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key);
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException broken) {
            throw new IllegalStateException("HS256 is not available", broken);
        }
    }
}
