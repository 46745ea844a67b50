package dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Something that is built into one artifact, and the files that decide whether it must be built again.
///
/// @param inputs files and folders, from the root of the checkout
/// @param artifact what the build leaves behind
record Module(String name, List<String> inputs, String artifact) {
    private static final List<String> EVERY_JAVA = List.of("pom.xml", ".mvn/jvm.config");

    static final List<Module> JAVA = List.of(
            java("local-aws", "local-aws/target/local-aws.jar", List.of()),
            service("prompt-service"),
            service("orchestration-service"),
            service("api-service"));

    static final Module FRONTEND = new Module(
            "frontend",
            List.of(
                    "frontend/index.html",
                    "frontend/package.json",
                    "frontend/package-lock.json",
                    "frontend/public",
                    "frontend/scripts",
                    "frontend/src",
                    "frontend/tsconfig.json",
                    "frontend/vite.config.ts"),
            "frontend/dist/index.html");

    static final Module FRONTEND_PACKAGES = new Module(
            "frontend-packages",
            List.of("frontend/package-lock.json", "frontend/.npmrc"),
            "frontend/node_modules/.package-lock.json");

    boolean stale(Settings settings) {
        Path file = stamp(settings);
        try {
            return !Files.exists(file) || !Files.readString(file).equals(fingerprint(settings) + artifactTime(settings));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Taken before a build: what changes while it runs is built the next time.
    String fingerprint(Settings settings) {
        return Fingerprint.of(settings.root(), inputs);
    }

    void remember(Settings settings, String fingerprint) {
        try {
            Files.createDirectories(settings.built());
            Files.writeString(stamp(settings), fingerprint + artifactTime(settings));
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    /// An artifact that somebody else built in between is not ours to trust, so its time is kept with the hash.
    String artifactTime(Settings settings) throws IOException {
        Path built = settings.root().resolve(artifact);
        return Files.exists(built) ? " " + Files.getLastModifiedTime(built).toMillis() : " missing";
    }

    private Path stamp(Settings settings) {
        return settings.built().resolve(name);
    }

    private static Module service(String name) {
        return java(
                name,
                name + "/target/quarkus-app/quarkus-run.jar",
                List.of("contracts/pom.xml", "contracts/src/main", "service-defaults/pom.xml", "service-defaults/src/main"));
    }

    private static Module java(String name, String artifact, List<String> libraries) {
        var inputs = new ArrayList<>(EVERY_JAVA);
        inputs.addAll(libraries);
        inputs.add(name + "/pom.xml");
        inputs.add(name + "/src/main");
        return new Module(name, List.copyOf(inputs), artifact);
    }
}
