package io.triade.api.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.api.Client;
import io.triade.api.FakeIssuer;
import io.triade.api.Neighbours;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/// The Autobahn suite, where somebody has it: it is the Python package `autobahntestsuite`, which needs Python 2.7.
/// What it asks of every server is asked in `FramesIT` as well, which needs nothing.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
@EnabledIfEnvironmentVariable(
        named = "AUTOBAHN_WSTEST",
        matches = ".+",
        disabledReason = "AUTOBAHN_WSTEST does not name the command wstest")
class ConformanceIT {
    FakeIssuer issuer;

    @Test
    void failsNoCaseOfTheAutobahnSuite() throws Exception {
        // Given
        EchoEndpoint.token = issuer.token();
        Path folder = Path.of("target/autobahn").toAbsolutePath();
        Files.createDirectories(folder);
        // Left out: binary messages, which are not spoken here; messages over 1 MiB; compression, which is off.
        Path plan = Files.writeString(
                folder.resolve("plan.json"), """
                {"outdir": "%s", "servers": [{"agent": "triade", "url": "ws://127.0.0.1:%d/echo"}], "cases": ["*"],
                 "exclude-cases": ["1.2.*", "9.1.4", "9.1.5", "9.1.6", "9.2.*", "9.3.*", "9.4.*", "9.6.*", "9.8.*",
                                   "12.*", "13.*"]}
                """.formatted(folder, Client.base().getPort()));

        // When
        var suite = new ProcessBuilder(System.getenv("AUTOBAHN_WSTEST"), "-m", "fuzzingclient", "-s", plan.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertThat(suite.waitFor(10, TimeUnit.MINUTES)).isTrue();

        // Then
        JsonNode cases = new ObjectMapper()
                .readTree(folder.resolve("index.json").toFile())
                .path("triade");
        var behaviours = new TreeMap<String, Integer>();
        var failed = new TreeMap<String, String>();
        cases.properties().forEach(one -> {
            String behaviour = one.getValue().path("behavior").asText();
            String closing = one.getValue().path("behaviorClose").asText();
            behaviours.merge(behaviour, 1, Integer::sum);
            if (behaviour.equals("FAILED") || closing.equals("FAILED")) {
                failed.put(one.getKey(), behaviour + " " + closing);
            }
        });
        System.out.println("Autobahn: " + behaviours);
        assertThat(cases).hasSizeGreaterThan(200);
        assertThat(failed).isEmpty();
    }
}
