package dev;

import dev.Settings.Port;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// HAProxy before the replicas: each service's own port is its listener. How it behaves is in `deploy/laptop/haproxy.cfg`;
/// which replicas there are is written beside the suite's state.
final class Proxy {
    private static final String LISTENER =
            """
            listen %s
                bind 127.0.0.1:%d
                http-request disable-l7-retry unless { method GET HEAD OPTIONS PUT DELETE }
            """;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Settings settings;

    Proxy(Settings settings) {
        this.settings = settings;
    }

    Part part(List<Part> replicas) {
        Path rules = settings.root().resolve("deploy/laptop/haproxy.cfg");
        Path listeners = settings.home().resolve("haproxy-listeners.cfg");
        return new Part(
                "proxy",
                "proxy",
                url(),
                "/health",
                Map.of(
                        Port.PROXY, settings.port(Port.PROXY),
                        Port.API, settings.port(Port.API),
                        Port.ORCHESTRATION, settings.port(Port.ORCHESTRATION),
                        Port.PROMPT, settings.port(Port.PROMPT)),
                settings.root(),
                List.of(Tools.haproxy().orElse(Path.of("haproxy")).toString(), "-db", "-f", rules.toString(), "-f", listeners.toString()),
                Map.of(Port.PROXY.variable(), "" + settings.port(Port.PROXY)),
                List.of(rules),
                Map.of(listeners, listeners(replicas)));
    }

    /// Waits until requests go to every one of these.
    void awaitAll(List<Part> replicas) throws IOException {
        var waiting = new ArrayList<>(replicas.stream().map(Part::name).toList());
        long began = System.nanoTime();
        while (true) {
            waiting.removeAll(chosen());
            if (waiting.isEmpty()) return;
            if (System.nanoTime() - began > PATIENCE.toNanos()) {
                throw new Failure("The proxy sends nothing to " + String.join(", ", waiting) + "; see " + url() + "/");
            }
            Tools.pause(POLL);
        }
    }

    /// The replicas that it finds healthy, by its own statistics.
    private List<String> chosen() throws IOException {
        return Http.get(url() + "/;csv").lines()
                .map(line -> line.split(","))
                .filter(columns -> columns.length > 17 && columns[17].equals("UP"))
                .map(columns -> columns[1])
                .toList();
    }

    private String listeners(List<Part> replicas) {
        var text = new StringBuilder();
        String service = "";
        for (Part replica : replicas) {
            Port port = replica.ports().keySet().iterator().next();
            if (!replica.service().equals(service)) {
                service = replica.service();
                text.append(LISTENER.formatted(service, settings.port(port.base)));
            }
            int number = settings.port(port);
            text.append("    server %s 127.0.0.1:%d check%n".formatted(replica.name(), number));
            text.append("    server %s-anyway 127.0.0.1:%d backup%n".formatted(replica.name(), number));
        }
        return text.toString();
    }

    private String url() {
        return "http://localhost:" + settings.port(Port.PROXY);
    }
}
