package io.triade.systemtests;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The token our tiers show each other, made by hand: HS256 with the key that `./dev` keeps.
public final class InternalToken {
    private InternalToken() {}

    public static String of(String secret, String tenant, String subject) throws Exception {
        String claims =
                "{\"iss\":\"triade-edge\",\"tenant\":\"%s\",\"sub\":\"%s\",\"roles\":[],\"scopes\":[],\"groups\":[],\"exp\":%d}"
                        .formatted(
                                tenant, subject, Instant.now().plusSeconds(50).getEpochSecond());
        String signed = encoded("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + encoded(claims.getBytes(StandardCharsets.UTF_8));
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return signed + "." + encoded(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
