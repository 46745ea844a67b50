package io.triade.local.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.triade.local.settings.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightsTest {
    @Test
    void areNotLookedForWhenTheyAreOff() {
        var settings = Settings.read(Map.of("LOCAL_AWS_WEIGHTS", "off")::get);

        assertThatThrownBy(() -> Weights.open(Weights.SMOLLM2, settings)).hasMessageContaining("LOCAL_AWS_WEIGHTS");
    }

    @Test
    void haveALicenceAHashAndSourcesThatNameNoHost() {
        assertThat(Weight.manifest()).isNotEmpty().allSatisfy(weight -> {
            assertThat(weight.licence()).isEqualTo("Apache-2.0");
            assertThat(weight.sources()).hasSizeGreaterThan(1);
            assertThat(weight.sources().toString()).doesNotContain("://");
        });
        assertThat(Weight.named(Weights.SMOLLM2).sources())
                .extracting(Object::getClass)
                .isEqualTo(List.of(Source.Hub.class, Source.PythonPackage.class));
    }

    @Test
    void areRefusedByAManifestWithAHashThatIsNone() {
        assertThatThrownBy(() -> new Weight("w", "w.bin", 1, "abc", "MIT", List.of()))
                .hasMessageContaining("64 hexadecimal digits");
        assertThatThrownBy(() -> Weight.named("nothing")).hasMessageContaining("no weight is called nothing");
    }
}
