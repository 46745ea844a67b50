package io.triade.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.Key;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/// An OpenID Connect issuer played by a JDK HTTP server: discovery, keys, and tokens of every kind, bad ones too.
public final class FakeIssuer implements AutoCloseable {
    private final HttpServer server;
    private final RsaJsonWebKey key;
    private volatile boolean away;

    public FakeIssuer() throws IOException {
        try {
            key = RsaJwkGenerator.generateJwk(2048);
        } catch (JoseException broken) {
            throw new IllegalStateException("no RSA here", broken);
        }
        key.setKeyId("key-1");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.createContext(
                "/oidc/.well-known/openid-configuration", exchange -> answer(exchange, """
                {"issuer":"%1$s","jwks_uri":"%1$s/keys","authorization_endpoint":"%1$s/a","token_endpoint":"%1$s/t"}
                """.formatted(url())));
        server.createContext(
                "/oidc/keys",
                exchange -> answer(exchange, new JsonWebKeySet(key).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY)));
        server.start();
    }

    /// Answers nothing but 503, as an issuer that is still starting behind its proxy.
    public void away(boolean away) {
        this.away = away;
    }

    public String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/oidc";
    }

    /// What a good token of ana says.
    public JwtClaims claims() {
        var claims = new JwtClaims();
        claims.setIssuer(url());
        claims.setAudience("triade-api");
        claims.setSubject("ana");
        claims.setStringClaim("tenant", "acme");
        claims.setStringListClaim("roles", List.of("admin"));
        claims.setStringClaim("scope", "openid triade/read triade/write triade/generate");
        claims.setStringListClaim("groups", List.of("g1"));
        claims.setExpirationTimeMinutesInTheFuture(10);
        claims.setIssuedAtToNow();
        return claims;
    }

    public String token() {
        return sign(claims());
    }

    public String sign(JwtClaims claims) {
        return sign(claims, AlgorithmIdentifiers.RSA_USING_SHA256, key.getPrivateKey());
    }

    /// The oldest trick: the public key, which everybody has, used as the secret of a symmetric algorithm.
    public String signWithPublicKey(JwtClaims claims) {
        byte[] publicKey = Base64.getMimeEncoder().encode(key.getPublicKey().getEncoded());
        return sign(claims, AlgorithmIdentifiers.HMAC_SHA256, new HmacKey(publicKey));
    }

    public String unsigned(JwtClaims claims) {
        var encoder = Base64.getUrlEncoder().withoutPadding();
        String header = encoder.encodeToString("{\"alg\":\"none\"}".getBytes(UTF_8));
        return header + "." + encoder.encodeToString(claims.toJson().getBytes(UTF_8)) + ".";
    }

    private String sign(JwtClaims claims, String algorithm, Key with) {
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setKey(with);
        signature.setDoKeyValidation(false);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException broken) {
            throw new IllegalStateException("cannot sign", broken);
        }
    }

    /// Settings of an api-service that trusts this issuer.
    public Map<String, String> trustedAs(String name) {
        String prefix = "quarkus.oidc." + name + ".";
        return Map.of(
                prefix + "auth-server-url", url(),
                prefix + "application-type", "service",
                prefix + "token.issuer", url(),
                prefix + "token.audience", "triade-api",
                prefix + "token.signature-algorithm", "RS256",
                prefix + "token.allow-jwt-introspection", "false",
                prefix + "token.allow-opaque-token-introspection", "false");
    }

    private void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(away ? 503 : 200, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
