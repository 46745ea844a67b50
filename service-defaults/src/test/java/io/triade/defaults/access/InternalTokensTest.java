package io.triade.defaults.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.triade.contracts.access.Principal;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.Test;

class InternalTokensTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final Principal ANA = new Principal("acme", "ana", Set.of("admin"), Set.of("chat"), Set.of("ops"));

    record Config(String secret, boolean required, Duration lifetime) implements InternalTokenConfig {}

    private static InternalTokens tokens(String secret, Duration lifetime) {
        return new InternalTokens(new Config(secret, true, lifetime));
    }

    @Test
    void givesBackTheSamePrincipal() {
        assertThat(tokens(SECRET, Duration.ofMinutes(1))
                        .verify(tokens(SECRET, Duration.ofMinutes(1)).sign(ANA)))
                .isEqualTo(ANA);
    }

    @Test
    void refusesATokenSignedWithAnotherKey() {
        String foreign = tokens(SECRET.replace('0', 'x'), Duration.ofMinutes(1)).sign(ANA);
        assertRefused(foreign, ProblemType.UNAUTHENTICATED);
    }

    @Test
    void refusesAnExpiredToken() {
        var longAgo = NumericDate.now();
        longAgo.addSeconds(-60);
        assertRefused(
                InternalTokens.sign(ANA, longAgo, new HmacKey(SECRET.getBytes(UTF_8))), ProblemType.TOKEN_EXPIRED);
    }

    @Test
    void refusesAChangedTenant() {
        String[] parts = tokens(SECRET, Duration.ofMinutes(1)).sign(ANA).split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8).replace("acme", "evil");
        String forged = parts[0] + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(UTF_8))
                + "." + parts[2];
        assertRefused(forged, ProblemType.UNAUTHENTICATED);
    }

    @Test
    void refusesAnUnsignedToken() {
        String[] parts = tokens(SECRET, Duration.ofMinutes(1)).sign(ANA).split("\\.", -1);
        String header = Base64.getUrlEncoder().withoutPadding().encodeToString("{\"alg\":\"none\"}".getBytes(UTF_8));
        assertRefused(header + "." + parts[1] + ".", ProblemType.UNAUTHENTICATED);
        assertRefused("nonsense", ProblemType.UNAUTHENTICATED);
    }

    @Test
    void refusesAShortSecret() {
        assertThatThrownBy(() -> tokens("short", Duration.ofMinutes(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 32 bytes, has 5");
    }

    private static void assertRefused(String token, ProblemType type) {
        assertThatThrownBy(() -> tokens(SECRET, Duration.ofMinutes(1)).verify(token))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.type()).isEqualTo(type));
    }
}
