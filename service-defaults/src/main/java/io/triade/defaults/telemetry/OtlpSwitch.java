package io.triade.defaults.telemetry;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/// One variable, `OTEL_EXPORTER_OTLP_ENDPOINT`, turns tracing on; without it the SDK is off and costs nothing.
public final class OtlpSwitch implements ConfigSource {
    private final Map<String, String> properties;

    public OtlpSwitch() {
        String endpoint = System.getenv("OTEL_EXPORTER_OTLP_ENDPOINT");
        if (endpoint == null || endpoint.isBlank()) {
            properties = Map.of("quarkus.otel.sdk.disabled", "true");
        } else {
            String protocol = System.getenv().getOrDefault("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
            properties = Map.of(
                    "quarkus.otel.sdk.disabled", "false",
                    "quarkus.otel.exporter.otlp.endpoint", endpoint,
                    "quarkus.otel.exporter.otlp.protocol", protocol);
        }
    }

    @Override
    public Set<String> getPropertyNames() {
        return properties.keySet();
    }

    @Override
    public @Nullable String getValue(String name) {
        return properties.get(name);
    }

    @Override
    public String getName() {
        return "OtlpSwitch";
    }

    @Override
    public int getOrdinal() {
        return 200;
    }
}
