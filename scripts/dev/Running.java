package dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/// A process we started, as its file in `run/` remembers it. The start time is kept beside the pid, so that a number
/// which the system gave to somebody else is never taken for ours.
///
/// @param launch fingerprint of the command and of what it runs: another one means it must be restarted
/// @param keeper the `./dev` that started it or found it running last: nobody else stops it on their way out
record Running(String name, String url, long pid, Instant started, String launch, long keeper) {
    private static final Duration CLOCK_ROUNDING = Duration.ofSeconds(2);

    static Running of(Part part, Process process) {
        Instant started = process.info().startInstant().orElseGet(Instant::now);
        return new Running(part.name(), part.url(), process.pid(), started, part.launch(), me());
    }

    private static long me() {
        return ProcessHandle.current().pid();
    }

    Running keptByMeNow() {
        return keptBy(me());
    }

    Running keptBy(long another) {
        return new Running(name, url, pid, started, launch, another);
    }

    boolean keptByMe() {
        return keeper == me();
    }

    /// How many replicas of a service were started; one where there is no telling.
    static int replicas(Path home) {
        for (int number = Settings.MOST_REPLICAS; number > 1; number--) {
            String last = "-service-" + number;
            if (Parts.NAMES.stream().anyMatch(name -> name.endsWith(last) && Files.exists(file(home, name)))) {
                return number;
            }
        }
        return 1;
    }

    static Optional<Running> read(Settings settings, String name) {
        Path file = file(settings, name);
        if (!Files.exists(file)) return Optional.empty();
        var text = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            text.load(reader);
            return Optional.of(new Running(
                    name,
                    text.getProperty("url", ""),
                    Long.parseLong(text.getProperty("pid", "0")),
                    Instant.ofEpochMilli(Long.parseLong(text.getProperty("started", "0"))),
                    text.getProperty("launch", ""),
                    Long.parseLong(text.getProperty("keeper", "0"))));
        } catch (NumberFormatException broken) {
            throw new Failure(file + " is damaged; end its process by hand and delete the file.");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    void write(Settings settings) throws IOException {
        Path file = file(settings, name);
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "pid=%d%nstarted=%d%nurl=%s%nlaunch=%s%nkeeper=%d%n"
                        .formatted(pid, started.toEpochMilli(), url, launch, keeper));
    }

    static void forget(Settings settings, String name) {
        try {
            Files.deleteIfExists(file(settings, name));
        } catch (IOException stuck) {
            throw new UncheckedIOException(stuck);
        }
    }

    /// The live process, if this very one still runs.
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::same).filter(_ -> !zombie());
    }

    boolean alive() {
        return process().isPresent();
    }

    /// Resident memory in bytes; 0 where the system does not say.
    long residentBytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
                if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
            return 0;
        } catch (IOException noProcFolder) {
            String kilobytes = Tools.output("ps", "-o", "rss=", "-p", Long.toString(pid)).strip();
            return kilobytes.matches("\\d+") ? Long.parseLong(kilobytes) * 1024 : 0;
        }
    }

    private boolean same(ProcessHandle handle) {
        return handle.info()
                .startInstant()
                .map(start -> Duration.between(start, started).abs().compareTo(CLOCK_ROUNDING) <= 0)
                .orElse(false);
    }

    /// A process that ended and that nobody collected: in a container without an init, that can last.
    private boolean zombie() {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
        } catch (IOException gone) {
            return false;
        }
    }

    private static Path file(Settings settings, String name) {
        return file(settings.home(), name);
    }

    private static Path file(Path home, String name) {
        return home.resolve("run").resolve(name + ".pid");
    }
}
