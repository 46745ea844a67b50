package io.triade.local.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;

/// Signs tokens and reads back its own.
final class Tokens {
    static final Duration LIFE = Duration.ofHours(1);
    static final String AUDIENCE = "triade-api";

    private final String issuer;
    private final RsaJsonWebKey key;
    private final InstantSource time;

    Tokens(String issuer, RsaJsonWebKey key, InstantSource time) {
        this.issuer = issuer;
        this.key = key;
        this.time = time;
    }

    String access(DemoUser user, String scope, Duration life) {
        return access(user, Client.ID, scope, life);
    }

    /// A program's, in its own name.
    String access(DemoProgram program) {
        return access(program, program.id(), "", LIFE);
    }

    private String access(Subject subject, String clientId, String scope, Duration life) {
        var claims = claims(subject, AUDIENCE, life);
        claims.setStringClaim("scope", scope);
        claims.setStringClaim("client_id", clientId);
        claims.setGeneratedJwtId();
        return sign(claims);
    }

    String identity(SignIn signIn) {
        var claims = claims(signIn.user(), Client.ID, LIFE);
        claims.setStringClaim("preferred_username", signIn.user().userName());
        claims.setStringClaim("sid", signIn.session());
        claims.setStringClaim("azp", Client.ID);
        claims.setNumericDateClaim("auth_time", date(signIn.at()));
        signIn.nonce().ifPresent(nonce -> claims.setStringClaim("nonce", nonce));
        return sign(claims);
    }

    /// The claims of an access token of ours that still lives.
    Optional<JwtClaims> readAccess(String token) {
        return read(consumer(AUDIENCE).setEvaluationTime(date(time.instant())).build(), token);
    }

    /// The claims of an identity token of ours. A user may sign out with one that has expired.
    Optional<JwtClaims> readIdentity(String token) {
        return read(
                consumer(Client.ID)
                        .setEvaluationTime(NumericDate.fromSeconds(0))
                        .build(),
                token);
    }

    /// The public key, for everybody.
    String keySet() {
        return new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY);
    }

    private JwtClaims claims(Subject subject, String audience, Duration life) {
        var now = time.instant();
        var end = now.plus(life);
        var claims = new JwtClaims();
        claims.setIssuer(issuer);
        claims.setAudience(audience);
        claims.setSubject(subject.id());
        // A token made expired for a test was once valid, like a real one.
        claims.setIssuedAt(date(end.isAfter(now) ? now : end.minus(LIFE)));
        claims.setExpirationTime(date(end));
        claims.setStringClaim("name", subject.fullName());
        claims.setStringClaim("tenant", subject.tenant());
        claims.setStringListClaim("roles", List.of(subject.role()));
        return claims;
    }

    private String sign(JwtClaims claims) {
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setHeader("typ", "JWT");
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("a token cannot be signed: " + e.getMessage(), e);
        }
    }

    private JwtConsumerBuilder consumer(String audience) {
        return new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(
                        new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256))
                .setVerificationKey(key.getKey())
                .setExpectedIssuer(issuer)
                .setExpectedAudience(audience)
                .setRequireSubject()
                .setRequireExpirationTime();
    }

    private static Optional<JwtClaims> read(JwtConsumer consumer, String token) {
        try {
            return Optional.of(consumer.processToClaims(token));
        } catch (InvalidJwtException e) {
            return Optional.empty();
        }
    }

    private static NumericDate date(Instant instant) {
        return NumericDate.fromSeconds(instant.getEpochSecond());
    }
}
