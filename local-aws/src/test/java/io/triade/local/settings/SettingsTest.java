package io.triade.local.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    @Test
    void listenOnThisMachineOnlyUnlessToldOtherwise() {
        var settings = Settings.read(name -> null);

        assertThat(settings.host()).isEqualTo("localhost");
        assertThat(settings.issuer()).isEqualTo("http://localhost:4566/oidc");
        assertThat(settings.redirectUris())
                .containsExactly("http://localhost:3000/callback", "http://localhost:3000/silent");
    }

    @Test
    void deriveTheIssuerFromThePort() {
        var given = Map.of("LOCAL_AWS_PORT", "5000", "LOCAL_AWS_DATA", "memory", "LOCAL_AWS_CACHE", "/cache");

        var settings = Settings.read(given::get);

        assertThat(settings.issuer()).isEqualTo("http://localhost:5000/oidc");
        assertThat(settings.dataFolder()).isEmpty();
        assertThat(settings.cache()).isEqualTo(Path.of("/cache"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "65536", "http", "4566.0"})
    void refuseAPortThatIsNone(String port) {
        var given = Map.of("LOCAL_AWS_PORT", port);

        assertThatThrownBy(() -> Settings.read(given::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("LOCAL_AWS_PORT")
                .hasMessageContaining(port);
    }
}
