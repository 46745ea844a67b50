package dev;

import dev.Settings.Port;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The five processes, in the order in which they are started.
final class Parts {
    static final List<String> NAMES =
            List.of("local-aws", "prompt-service", "orchestration-service", "api-service", "frontend");

    /// Small heaps and one collector thread: the whole suite shares a laptop with an editor and a browser.
    private static final List<String> JVM = List.of(
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Xss512k",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final Settings settings;

    Parts(Settings settings) {
        this.settings = settings;
    }

    List<Part> all() throws IOException {
        return List.of(
                localAws(),
                service("prompt-service", Port.PROMPT),
                service("orchestration-service", Port.ORCHESTRATION),
                service("api-service", Port.API),
                frontend());
    }

    private Part localAws() {
        Path target = settings.root().resolve("local-aws/target");
        var environment = new HashMap<String, String>();
        environment.put("LOCAL_AWS_PORT", "" + settings.port(Port.LOCAL_AWS));
        environment.put("LOCAL_AWS_DYNAMODB_PORT", "" + settings.port(Port.DYNAMODB));
        environment.put("LOCAL_AWS_TABLES", settings.root().resolve("deploy/aws/tables.json").toString());
        environment.put("LOCAL_AWS_DATA", settings.memory() ? "memory" : settings.home().resolve("data").toString());
        environment.put(
                "LOCAL_AWS_REDIRECT_URIS",
                url(Port.FRONTEND) + "/callback," + url(Port.FRONTEND) + "/silent");
        var command = new ArrayList<String>(java("384m"));
        command.addAll(List.of("-cp", classPath(target), "io.triade.local.Main"));
        return new Part(
                "local-aws",
                url(Port.LOCAL_AWS),
                "/_local/health",
                Map.of(
                        Port.LOCAL_AWS, settings.port(Port.LOCAL_AWS),
                        Port.DYNAMODB, settings.port(Port.DYNAMODB)),
                settings.root(),
                command,
                environment,
                List.of(target.resolve("local-aws.jar")));
    }

    private Part service(String name, Port port) throws IOException {
        Path jar = settings.root().resolve(name + "/target/quarkus-app/quarkus-run.jar");
        var environment = new HashMap<String, String>();
        environment.put("TRIADE_INTERNAL_TOKEN_SECRET", settings.secret());
        for (Port any : Port.values()) environment.put(any.variable(), "" + settings.port(any));
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", "" + settings.port(port));
        // Nobody waits half a minute for a laptop to let go of a stream.
        environment.put("QUARKUS_SHUTDOWN_TIMEOUT", System.getenv().getOrDefault("QUARKUS_SHUTDOWN_TIMEOUT", "10S"));
        neighbours(environment);
        var command = new ArrayList<String>(java("192m"));
        command.add("-Dsmallrye.config.locations=deploy/laptop/" + name + ".properties");
        command.addAll(List.of("-jar", jar.toString()));
        return new Part(
                name,
                url(port),
                "/q/health/ready",
                Map.of(port, settings.port(port)),
                settings.root(),
                command,
                environment,
                List.of(jar));
    }

    /// What deploy/laptop says for the usual ports, said again for the chosen ones.
    private void neighbours(Map<String, String> environment) {
        environment.put("API_TIERS_ORCHESTRATION", url(Port.ORCHESTRATION));
        environment.put("API_TIERS_PROMPT", url(Port.PROMPT));
        environment.put("QUARKUS_OIDC_LAPTOP_AUTH_SERVER_URL", url(Port.LOCAL_AWS) + "/oidc");
        environment.put("QUARKUS_OIDC_LAPTOP_TOKEN_ISSUER", url(Port.LOCAL_AWS) + "/oidc");
        environment.put("QUARKUS_HTTP_CORS_ORIGINS", url(Port.FRONTEND));
    }

    private Part frontend() {
        Path folder = settings.root().resolve("frontend");
        var environment = Map.of(
                "TRIADE_FRONTEND_API_URL", url(Port.API),
                "TRIADE_FRONTEND_ISSUER", url(Port.LOCAL_AWS) + "/oidc");
        String node = Tools.find("node")
                .map(Path::toString)
                .orElseThrow(() -> new Failure("Node.js is missing: install 20.19 or newer. ./dev doctor says more."));
        return new Part(
                "frontend",
                url(Port.FRONTEND),
                "/",
                Map.of(Port.FRONTEND, settings.port(Port.FRONTEND)),
                folder,
                List.of(
                        node,
                        "node_modules/vite/bin/vite.js",
                        "preview",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "" + settings.port(Port.FRONTEND),
                        "--strictPort"),
                environment,
                List.of(folder.resolve("dist/index.html")));
    }

    private String url(Port port) {
        return "http://localhost:" + settings.port(port);
    }

    private static List<String> java(String heap) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.add("-Xmx" + heap);
        return command;
    }

    /// Written out and sorted, since the order of a wildcard is the file system's.
    private static String classPath(Path target) {
        try (Stream<Path> jars = Files.list(target.resolve("lib"))) {
            var entries = new ArrayList<String>();
            entries.add(target.resolve("local-aws.jar").toString());
            jars.map(Path::toString).filter(jar -> jar.endsWith(".jar")).sorted().forEach(entries::add);
            return String.join(File.pathSeparator, entries);
        } catch (java.nio.file.NoSuchFileException unbuilt) {
            return target.resolve("local-aws.jar").toString();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
