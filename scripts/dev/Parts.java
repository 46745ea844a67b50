package dev;

import dev.Settings.Port;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The processes of the suite, in the order in which they are started.
final class Parts {
    private static final Map<String, Port> SERVICES = new LinkedHashMap<>();

    static {
        SERVICES.put("prompt-service", Port.PROMPT);
        SERVICES.put("orchestration-service", Port.ORCHESTRATION);
        SERVICES.put("api-service", Port.API);
    }

    /// Every process that any suite may have. What stands in one list may end together.
    static final List<List<String>> TIERS = Stream.of(
                    Stream.of(List.of("local-aws"), List.of("redis"), List.of("proxy")),
                    SERVICES.keySet().stream().map(Parts::tier),
                    Stream.of(List.of("frontend")))
            .flatMap(tiers -> tiers)
            .toList();

    static final List<String> NAMES = TIERS.stream().flatMap(List::stream).toList();

    /// What the others ask for things as they start.
    static final Set<String> FOUNDATIONS = Set.of("local-aws", "redis");

    /// Small heaps and one collector thread: the whole suite shares a laptop with an editor and a browser.
    private static final List<String> JVM = List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            "-Xss512k",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    /// Replicas are there to be killed and restarted, and the second compiler pays its CPU back only after minutes
    /// (docs/adr/0017).
    private static final String FIRST_COMPILER_ONLY = "-XX:TieredStopAtLevel=1";

    private final Settings settings;

    Parts(Settings settings) {
        this.settings = settings;
    }

    List<Part> all() throws IOException {
        var services = new ArrayList<Part>();
        for (var service : SERVICES.entrySet()) services.addAll(replicas(service.getKey(), service.getValue()));
        var parts = new ArrayList<Part>();
        parts.add(localAws());
        if (settings.replicas() > 1) parts.addAll(List.of(redis(), new Proxy(settings).part(services)));
        parts.addAll(services);
        parts.add(frontend());
        return parts;
    }

    /// One of several, behind the proxy.
    static boolean isReplica(Part part) {
        return !part.name().equals(part.service());
    }

    private static List<String> tier(String service) {
        return Stream.concat(
                        Stream.of(service),
                        IntStream.rangeClosed(1, Settings.MOST_REPLICAS).mapToObj(number -> service + "-" + number))
                .toList();
    }

    private List<Part> replicas(String service, Port port) throws IOException {
        if (settings.replicas() == 1) return List.of(service(service, service, port));
        var replicas = new ArrayList<Part>();
        for (int number = 1; number <= settings.replicas(); number++) {
            replicas.add(service(service + "-" + number, service, port.replica(number)));
        }
        return replicas;
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
                "local-aws",
                url(Port.LOCAL_AWS),
                "/_local/health",
                Map.of(
                        Port.LOCAL_AWS, settings.port(Port.LOCAL_AWS),
                        Port.DYNAMODB, settings.port(Port.DYNAMODB)),
                settings.root(),
                command,
                environment,
                List.of(target.resolve("local-aws.jar")),
                Map.of());
    }

    /// Keeps nothing on disk: what it carries may be lost.
    private Part redis() {
        return new Part(
                "redis",
                "redis",
                redisUrl(),
                "",
                Map.of(Port.REDIS, settings.port(Port.REDIS)),
                settings.home(),
                List.of(
                        Tools.redis().orElse(Path.of("redis-server")).toString(),
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        "" + settings.port(Port.REDIS),
                        "--save",
                        "",
                        "--appendonly",
                        "no"),
                Map.of(),
                List.of(),
                Map.of());
    }

    private String redisUrl() {
        return "redis://127.0.0.1:" + settings.port(Port.REDIS);
    }

    private Part service(String name, String service, Port port) throws IOException {
        Path jar = settings.root().resolve(service + "/target/quarkus-app/quarkus-run.jar");
        var environment = new HashMap<String, String>();
        environment.put("TRIADE_INTERNAL_TOKEN_SECRET", settings.secret());
        for (Port any : Port.values()) {
            if (any.replica == 0) environment.put(any.variable(), "" + settings.port(any));
        }
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", "" + settings.port(port));
        // Nobody waits half a minute for a laptop to let go of a stream.
        environment.put("QUARKUS_SHUTDOWN_TIMEOUT", System.getenv().getOrDefault("QUARKUS_SHUTDOWN_TIMEOUT", "10S"));
        replicated(service, environment);
        var command = new ArrayList<String>(
                settings.replicas() > 1 ? java("192m", FIRST_COMPILER_ONLY) : java("192m"));
        command.add("-Dsmallrye.config.locations=deploy/laptop/" + service + ".properties");
        command.addAll(List.of("-jar", jar.toString()));
        return new Part(
                name,
                service,
                url(port),
                "/q/health/ready",
                Map.of(port, settings.port(port)),
                settings.root(),
                command,
                environment,
                List.of(jar),
                Map.of());
    }

    /// What changes for a service that has others beside it.
    private void replicated(String service, Map<String, String> environment) {
        boolean several = settings.replicas() > 1;
        if (several) {
            // Longer than the proxy takes to see that it is no longer ready.
            environment.put("QUARKUS_SHUTDOWN_DELAY", System.getenv().getOrDefault("QUARKUS_SHUTDOWN_DELAY", "2S"));
        }
        if (service.equals("orchestration-service")) {
            environment.put("ORCHESTRATION_CHANNELS_TRANSPORT", several ? "redis" : "in-process");
            if (several) {
                environment.put("QUARKUS_REDIS_HOSTS", System.getenv().getOrDefault("QUARKUS_REDIS_HOSTS", redisUrl()));
            }
        }
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
                List.of(folder.resolve("dist/index.html")),
                Map.of());
    }

    private String url(Port port) {
        return "http://localhost:" + settings.port(port);
    }

    private static List<String> java(String heap, String... more) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.add("-Xmx" + heap);
        command.addAll(List.of(more));
        // After ours: the last of two wins.
        Stream.of(System.getenv().getOrDefault("TRIADE_JAVA_OPTIONS", "").split(" "))
                .filter(option -> !option.isEmpty())
                .forEach(command::add);
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
