package dev;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Every test of every kind, one kind after the other, and one summary at the end.
public final class Tests {
    private static final List<String> KINDS = List.of("tidy", "java", "frontend", "smoke", "python", "node", "journey");
    private static final List<String> AGAINST_A_SUITE = List.of("python", "node", "journey");

    private final Settings settings;
    private final List<String> chosen;
    private final Path logs;

    public Tests(Settings settings, Options options) {
        this.settings = settings;
        this.logs = settings.home().resolve("test").resolve("logs");
        chosen = options.all("only").isEmpty()
                ? KINDS
                : options.all("only").stream().flatMap(names -> List.of(names.split(",")).stream()).toList();
        chosen.stream().filter(kind -> !KINDS.contains(kind)).findFirst().ifPresent(unknown -> {
            throw new Failure("There are no tests called " + unknown + "; there are " + String.join(", ", KINDS) + ".");
        });
    }

    public int run() throws IOException, InterruptedException {
        var outcomes = new ArrayList<Outcome>();
        var judges = new Judges(settings, logs);
        if (chosen.contains("tidy")) outcomes.add(tidy());
        if (chosen.contains("java")) outcomes.add(java());
        if (chosen.contains("frontend")) outcomes.add(frontend());
        if (chosen.contains("smoke")) outcomes.add(smoke());
        List<String> left = chosen.stream().filter(AGAINST_A_SUITE::contains).toList();
        if (!left.isEmpty()) outcomes.addAll(judges.run(left));
        return Outcome.summary(outcomes);
    }

    private Outcome tidy() throws InterruptedException {
        return Outcome.of("tidy", 1, () -> run("tidy", Path.of(""), Map.of(), java("scripts/Tidy.java")));
    }

    private Outcome java() throws InterruptedException {
        var fingerprints = Module.JAVA.stream().map(module -> module.fingerprint(settings)).toList();
        long began = System.currentTimeMillis();
        var outcome = Outcome.of("java", 0, () -> {
            var command = List.of(Build.maven().toString(), "-B", "-ntp", "-fae", "verify");
            return run("java", Path.of(""), Build.mavenEnvironment(), command);
        });
        if (outcome.failed() == 0) {
            for (int i = 0; i < fingerprints.size(); i++) Module.JAVA.get(i).remember(settings, fingerprints.get(i));
        }
        return outcome.with(Reports.maven(settings.root(), began));
    }

    private Outcome frontend() throws InterruptedException {
        Path report = logs.resolveSibling("vitest.xml");
        Path folder = Path.of("frontend");
        String npm = Build.npm().toString();
        return Outcome.of("frontend", 2, () -> {
                    new Build(settings).frontendPackages();
                    int check = run("frontend-check", folder, Map.of(), List.of(npm, "run", "check"));
                    int unit = run("frontend-unit", folder, Map.of(), List.of(
                            npm, "test", "--", "--reporter=default", "--reporter=junit", "--outputFile.junit=" + report));
                    new Build(settings).frontend();
                    return check == 0 ? unit : check;
                })
                .with(Reports.junit(report));
    }

    /// Every screen of the frontend in a browser, against a stub that fails on demand.
    private Outcome smoke() throws InterruptedException {
        var chromium = Tools.chromium();
        if (chromium.isEmpty()) return Outcome.skipped("smoke", "no Chromium here; ./dev doctor says how to get it");
        return Outcome.of("smoke", 1, () -> {
            new Build(settings).frontendPackages();
            new Build(settings).frontend();
            var environment = Map.of("CHROMIUM", chromium.get().toString());
            return run("smoke", Path.of("frontend"), environment, List.of(Build.npm().toString(), "run", "smoke"));
        });
    }

    private static List<String> java(String... words) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(words));
        return command;
    }

    private int run(String name, Path folder, Map<String, String> environment, List<String> command)
            throws InterruptedException {
        Progress.say("== " + name + ": " + String.join(" ", command.subList(1, command.size())));
        Path log = logs.resolve(name + ".log");
        int code = Tools.run(settings.root().resolve(folder), log, environment, line -> show(name, line), command);
        if (code != 0) Progress.say("== " + name + " failed; the whole log is in " + log);
        return code;
    }

    /// Maven says too much: what is built, what was tested and what went wrong is enough here.
    private static void show(String name, String line) {
        if (!name.equals("java")
                || line.startsWith("[INFO] Building ")
                || line.startsWith("[ERROR]")
                || line.contains("Tests run:")) {
            System.out.println(line);
        }
    }
}
