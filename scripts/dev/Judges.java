package dev;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Foreign clients that judge a running suite from outside: Python, Node and a browser. One suite serves all three, with
/// data in memory, its own ports, the scripted model of system-tests and, where its weights are to be had, the real one.
final class Judges {
    private static final Module NODE_PACKAGES = new Module(
            "judges-packages",
            List.of("system-tests/node/package-lock.json"),
            "system-tests/node/node_modules/.package-lock.json");

    private static final Module PYTHON_PACKAGES = new Module(
            "judges-venv", List.of("system-tests/python/requirements.txt"), ".triade/venv/pyvenv.cfg");

    private final Settings settings;
    private final Path logs;
    private final Path home;
    private final Map<String, String> environment = new HashMap<>();

    Judges(Settings settings, Path logs) {
        this.settings = settings;
        this.logs = logs;
        home = settings.home().resolve("test");
    }

    List<Outcome> run(List<String> kinds) throws IOException, InterruptedException {
        var outcomes = new ArrayList<Outcome>();
        prepare();
        var stop = new Thread(() -> run("suite-down", Path.of(""), List.of("/bin/sh", "dev", "down")));
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            var up = Outcome.of("suite", 1, () -> run("suite", Path.of(""), List.of("/bin/sh", "dev", "up", "--detach", "--memory")));
            outcomes.add(up);
            if (up.failed() > 0) return outcomes;
            if (kinds.contains("python")) outcomes.add(python());
            if (kinds.contains("node")) outcomes.add(node());
            if (kinds.contains("journey")) outcomes.add(journey());
            run("suite-status", Path.of(""), List.of("/bin/sh", "dev", "status"));
            return outcomes;
        } finally {
            stop.run();
            Runtime.getRuntime().removeShutdownHook(stop);
        }
    }

    private void prepare() throws IOException {
        Files.createDirectories(home);
        environment.put("TRIADE_HOME", home.toString());
        environment.put("LOCAL_AWS_SCRIPTS", settings.root().resolve("system-tests/scripts").toString());
        for (Settings.Port port : Settings.Port.values()) {
            int number = freePort();
            environment.put(port.variable(), "" + number);
            environment.put("TRIADE_" + port.name() + "_URL", "http://localhost:" + number);
        }
        environment.put("TRIADE_LOGS", home.resolve("logs").toString());
    }

    private Outcome python() throws InterruptedException {
        Path report = home.resolve("pytest.xml");
        Path venv = settings.root().resolve(".triade/venv");
        String python = venv.resolve("bin/python").toString();
        return Outcome.of("python", 0, () -> {
                    if (PYTHON_PACKAGES.stale(settings)) {
                        String fingerprint = PYTHON_PACKAGES.fingerprint(settings);
                        must("venv", List.of("python3", "-m", "venv", "--clear", venv.toString()));
                        must("pip", List.of(
                                python, "-m", "pip", "install", "-q", "-r", "system-tests/python/requirements.txt"));
                        PYTHON_PACKAGES.remember(settings, fingerprint);
                    }
                    return run("python", Path.of("system-tests/python"), List.of(
                            python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--junitxml=" + report));
                })
                .with(Reports.junit(report));
    }

    private Outcome node() throws InterruptedException {
        Path report = home.resolve("node.xml");
        return Outcome.of("node", 0, () -> {
                    new Build(settings).packages(NODE_PACKAGES, "system-tests/node");
                    return run("node", Path.of("system-tests/node"), List.of(
                            "node",
                            "--test",
                            "--test-reporter=spec",
                            "--test-reporter-destination=stdout",
                            "--test-reporter=junit",
                            "--test-reporter-destination=" + report));
                })
                .with(Reports.junit(report));
    }

    private Outcome journey() throws InterruptedException {
        var chromium = Tools.chromium();
        if (chromium.isEmpty()) return Outcome.skipped("journey", "no Chromium here; ./dev doctor says how to get it");
        environment.put("CHROMIUM", chromium.get().toString());
        return Outcome.of("journey", 1, () -> run("journey", Path.of("frontend"), List.of("node", "tests/journey.mjs")));
    }

    private void must(String name, List<String> command) {
        if (run(name, Path.of(""), command) != 0) throw new Failure(name + " failed; see " + logs.resolve(name + ".log"));
    }

    private int run(String name, Path folder, List<String> command) {
        Progress.say("== " + name);
        try {
            Path log = logs.resolve(name + ".log");
            return Tools.run(settings.root().resolve(folder), log, environment, System.out::println, command);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
