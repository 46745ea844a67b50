package dev;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/// Restarts what runs, one process after the other: the next one ends only when the last is ready and gets requests, and
/// has done so for as long as is asked (`minReadySeconds` of a Kubernetes Deployment): a JVM that has just started is slow.
public final class Roll {
    private final Settings settings;
    private final List<String> names;
    private final Duration minReady;

    public Roll(Settings settings, Options options) {
        this.settings = settings;
        this.names = options.arguments();
        minReady = minReady(options.all("min-ready-seconds"));
    }

    public int run() throws IOException {
        List<Part> chosen = chosen(new Parts(settings).all());
        var start = new Start(settings);
        var stop = new Stop(settings);
        try (var _ = Lock.of(settings)) {
            for (Part part : chosen) {
                if (part != chosen.getFirst()) Tools.pause(minReady);
                long keeper = Running.read(settings, part.name()).map(Running::keeper).orElse(0L);
                stop.these(List.of(part.name()));
                long began = System.nanoTime();
                start.launch(part);
                Running launched = Running.read(settings, part.name()).orElseThrow();
                // Whose Ctrl-C ended the old process ends the new one.
                launched.keptBy(keeper).write(settings);
                start.awaitAll(List.of(part), began);
                if (Parts.isReplica(part)) new Proxy(settings).awaitAll(List.of(part));
            }
        }
        return 0;
    }

    private static Duration minReady(List<String> given) {
        if (given.isEmpty()) return Duration.ZERO;
        String last = given.getLast();
        if (last.matches("\\d{1,3}")) return Duration.ofSeconds(Integer.parseInt(last));
        throw new Failure("--min-ready-seconds takes a number of seconds from 0 to 999, not " + last + ".");
    }

    /// Every service, or what was named: a process, or a service with all its replicas.
    private List<Part> chosen(List<Part> parts) {
        for (String name : names) {
            if (parts.stream().noneMatch(named(name))) {
                throw new Failure("There is no " + name + "; there are "
                        + String.join(", ", parts.stream().map(Part::name).toList()) + ".");
            }
        }
        List<Part> chosen = parts.stream()
                .filter(part -> names.isEmpty()
                        ? part.service().endsWith("-service")
                        : names.stream().anyMatch(name -> named(name).test(part)))
                .toList();
        for (Part part : chosen) {
            if (Running.read(settings, part.name()).isEmpty()) {
                throw new Failure(part.name() + " was not started; ./dev up starts it.");
            }
        }
        return chosen;
    }

    private static Predicate<Part> named(String name) {
        return part -> part.name().equals(name) || part.service().equals(name);
    }
}
