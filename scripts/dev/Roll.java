package dev;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/// Restarts what runs, one process after the other: the next one ends only when the last is ready and gets requests.
public final class Roll {
    private final Settings settings;
    private final List<String> names;

    public Roll(Settings settings, List<String> names) {
        this.settings = settings;
        this.names = names;
    }

    public int run() throws IOException {
        List<Part> chosen = chosen(new Parts(settings).all());
        var start = new Start(settings);
        var stop = new Stop(settings);
        try (var _ = Lock.of(settings)) {
            for (Part part : chosen) {
                stop.these(List.of(part.name()));
                long began = System.nanoTime();
                start.launch(part);
                start.awaitAll(List.of(part), began);
                if (Parts.isReplica(part)) new Proxy(settings).awaitAll(List.of(part));
            }
        }
        return 0;
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
