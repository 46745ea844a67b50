package io.triade.prompt;

import static io.restassured.RestAssured.given;

import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/// Another tier of ours, with its internal token.
public final class Caller {
    private Caller() {}

    public static RequestSpecification call(String accept) {
        return given().header("Authorization", "Bearer " + token(Duration.ofMinutes(1), LocalAws.SECRET))
                .contentType("application/json")
                .accept(accept);
    }

    /// A question to a model, with a fixed run id so that answers can be compared byte by byte.
    public static String question(String model, String text) {
        return """
                {"runId":"r_1","sessionId":"s_1","model":"%s",\
                "messages":[{"role":"user","content":[{"type":"text","text":"%s"}]}]}""".formatted(model, text);
    }

    public static String token(Duration life, String secret) {
        var claims = new JwtClaims();
        claims.setIssuer("triade-edge");
        claims.setSubject("ana");
        claims.setStringClaim("tenant", "acme");
        claims.setExpirationTime(
                NumericDate.fromMilliseconds(Instant.now().plus(life).toEpochMilli()));
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(new HmacKey(secret.getBytes(StandardCharsets.UTF_8)));
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
