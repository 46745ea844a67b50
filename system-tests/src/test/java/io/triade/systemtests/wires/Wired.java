package io.triade.systemtests.wires;

import io.triade.systemtests.Caller;
import io.triade.systemtests.runs.Replicas;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/// Replicas whose every connection to another tier can be disturbed, and the caller's too.
public final class Wired extends Replicas {
    private final Map<Between, Wire> wires = new EnumMap<>(Between.class);

    /// Who is connected with whom, and where that one listens.
    enum Between {
        CALLER_AND_API("API"),
        API_AND_ORCHESTRATION("ORCHESTRATION"),
        API_AND_PROMPT("PROMPT"),
        ORCHESTRATION_AND_PROMPT("PROMPT"),
        PROMPT_AND_MODEL("LOCAL_AWS"),
        ORCHESTRATION_AND_DYNAMODB("DYNAMODB"),
        ORCHESTRATION_AND_REDIS("REDIS");

        private final String port;

        Between(String port) {
            this.port = port;
        }
    }

    public Wired() throws IOException {
        for (Between between : Between.values()) wires.put(between, Wire.to(port(between.port)));
        environment.put("API_TIERS_ORCHESTRATION", url(Between.API_AND_ORCHESTRATION));
        environment.put("API_TIERS_PROMPT", url(Between.API_AND_PROMPT));
        environment.put("ORCHESTRATION_PROMPT_SERVICE_URL", url(Between.ORCHESTRATION_AND_PROMPT));
        environment.put("PROMPT_INVOCATION_ENDPOINT", url(Between.PROMPT_AND_MODEL));
        environment.put("QUARKUS_DYNAMODB_ENDPOINT_OVERRIDE", url(Between.ORCHESTRATION_AND_DYNAMODB));
        environment.put(
                "QUARKUS_REDIS_HOSTS",
                "redis://127.0.0.1:" + wire(Between.ORCHESTRATION_AND_REDIS).port());
    }

    Wire wire(Between between) {
        return wires.get(between);
    }

    /// A user at the far end of the caller's wire.
    Caller outside(String user) throws IOException, InterruptedException {
        return new Caller(url(Between.CALLER_AND_API), caller(user).token());
    }

    private String url(Between between) {
        return "http://localhost:" + wire(between).port();
    }

    @Override
    public void close() throws IOException {
        super.close();
        wires.values().forEach(Wire::close);
    }
}
