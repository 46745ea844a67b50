package io.triade.systemtests;

import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;

/// A token that is in order in every way but one: another issuer signed it.
final class Strangers {
    private Strangers() {}

    static String token(String issuer) {
        try {
            var keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
            long now = Instant.now().getEpochSecond();
            String claims = """
                    {"iss":"%s","aud":"triade-api","sub":"ana","tenant":"acme","roles":["admin"],"iat":%d,"exp":%d}""".formatted(issuer, now, now + 600);
            String signed = encoded("{\"alg\":\"RS256\",\"kid\":\"theirs\"}".getBytes(StandardCharsets.UTF_8)) + "."
                    + encoded(claims.getBytes(StandardCharsets.UTF_8));
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + encoded(signature.sign());
        } catch (java.security.GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
