package dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Builds what changed since it was last built here, and nothing else.
final class Build {
    private final Settings settings;

    Build(Settings settings) {
        this.settings = settings;
    }

    void whatChanged(List<String> without) throws InterruptedException {
        java();
        if (!without.contains("frontend")) frontend();
    }

    static Map<String, String> mavenEnvironment() {
        var environment = new HashMap<String, String>();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        // Debian's Maven warns about its own libraries on a new JDK.
        environment.put("MAVEN_OPTS", "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow "
                + System.getenv().getOrDefault("MAVEN_OPTS", ""));
        return environment;
    }

    static Path maven() {
        return Tools.find("mvn")
                .orElseThrow(() -> new Failure("Maven is missing: install it (Debian: apt-get install maven; "
                        + "macOS: brew install maven). ./dev doctor lists what else is needed."));
    }

    static Path npm() {
        return Tools.find("npm")
                .orElseThrow(() -> new Failure("npm is missing: install Node.js 20.19 or newer with npm. "
                        + "./dev doctor lists what else is needed."));
    }

    private void java() throws InterruptedException {
        var stale = new LinkedHashMap<Module, String>();
        for (Module module : Module.JAVA) {
            if (module.stale(settings)) stale.put(module, module.fingerprint(settings));
        }
        if (stale.isEmpty()) return;
        String names = stale.keySet().stream().map(Module::name).collect(Collectors.joining(","));
        Progress.step("build", names.replace(",", ", ") + (firstTime() ? " (the first time takes some minutes)" : ""));
        var command = new ArrayList<String>(List.of(maven().toString(), "-B", "-ntp", "-pl", names, "-am", "package"));
        command.addAll(List.of("-Dmaven.test.skip=true", "-Dspotless.check.skip=true"));
        long started = System.nanoTime();
        Path log = settings.logs().resolve("build.log");
        int code = Tools.run(settings.root(), log, mavenEnvironment(), line -> announce(line, started), command);
        if (code != 0) throw failed("Maven", log);
        stale.forEach((module, fingerprint) -> module.remember(settings, fingerprint));
        Progress.step("build", "done in " + Progress.since(started));
    }

    private static void announce(String line, long started) {
        if (line.startsWith("[INFO] Building Triade")) {
            Progress.step("build", line.substring(16).replaceAll(" 0\\..*", "") + " (" + Progress.since(started) + ")");
        }
    }

    void frontendPackages() throws InterruptedException {
        packages(Module.FRONTEND_PACKAGES, "frontend");
    }

    void frontend() throws InterruptedException {
        if (!Module.FRONTEND.stale(settings) && !Module.FRONTEND_PACKAGES.stale(settings)) return;
        frontendPackages();
        if (!Module.FRONTEND.stale(settings)) return;
        long started = System.nanoTime();
        String fingerprint = Module.FRONTEND.fingerprint(settings);
        npm("frontend", "frontend-build.log", "run", "build");
        Module.FRONTEND.remember(settings, fingerprint);
        Progress.step("frontend", "built in " + Progress.since(started));
    }

    void packages(Module module, String folder) throws InterruptedException {
        if (!module.stale(settings)) return;
        long started = System.nanoTime();
        Progress.step(folder, "npm ci");
        String fingerprint = module.fingerprint(settings);
        npm(folder, module.name() + ".log", "ci", "--no-audit", "--no-fund");
        module.remember(settings, fingerprint);
        Progress.step(folder, "packages are there after " + Progress.since(started));
    }

    private void npm(String folder, String logName, String... words) throws InterruptedException {
        var command = new ArrayList<String>(List.of(npm().toString()));
        command.addAll(List.of(words));
        Path log = settings.logs().resolve(logName);
        if (Tools.run(settings.root().resolve(folder), log, Map.of(), _ -> {}, command) != 0) throw failed("npm", log);
    }

    private boolean firstTime() {
        return !Files.exists(settings.built());
    }

    private static Failure failed(String tool, Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            List<String> errors = lines.stream().filter(line -> line.contains("ERROR")).limit(20).toList();
            List<String> shown = errors.isEmpty() ? lines.subList(Math.max(0, lines.size() - 20), lines.size()) : errors;
            return new Failure(tool + " failed:\n  " + String.join("\n  ", shown) + "\nThe whole log is in " + log);
        } catch (IOException gone) {
            return new Failure(tool + " failed; its log should be in " + log);
        }
    }
}
