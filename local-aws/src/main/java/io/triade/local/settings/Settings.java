package io.triade.local.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What this process was told, by environment variable or system property of the same name (the property wins).
public record Settings(
        String host,
        int port,
        int dynamoDbPort,
        Optional<Path> dataFolder,
        Optional<Path> tables,
        Optional<Path> scripts,
        Path cache,
        boolean lookForWeights,
        Optional<Path> ownModel,
        String issuer,
        List<String> redirectUris) {
    public Settings {
        redirectUris = List.copyOf(redirectUris);
    }

    /// Reads the settings of the running process.
    public static Settings read() {
        return read(name -> {
            var property = System.getProperty(name);
            return property == null ? System.getenv(name) : property;
        });
    }

    /// Reads settings from elsewhere; the lookup answers null for what is not set.
    public static Settings read(Function<String, @Nullable String> lookup) {
        var source = new Source(lookup);
        int port = source.port("LOCAL_AWS_PORT", 4566);
        return new Settings(
                source.text("LOCAL_AWS_HOST").orElse("localhost"),
                port,
                source.port("LOCAL_AWS_DYNAMODB_PORT", 4567),
                source.text("LOCAL_AWS_DATA")
                        .filter(data -> !data.equals("memory"))
                        .map(Path::of),
                source.text("LOCAL_AWS_TABLES").map(Path::of),
                source.text("LOCAL_AWS_SCRIPTS").map(Path::of),
                source.text("LOCAL_AWS_CACHE")
                        .map(Path::of)
                        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "triade")),
                source.text("LOCAL_AWS_WEIGHTS").filter("off"::equalsIgnoreCase).isEmpty(),
                source.text("BEDROCK_LOCAL_MODEL").map(Path::of),
                source.text("LOCAL_AWS_ISSUER").orElse("http://localhost:" + port + "/oidc"),
                List.of(source.text("LOCAL_AWS_REDIRECT_URIS")
                        .orElse("http://localhost:3000/callback,http://localhost:3000/silent")
                        .split("\\s*,\\s*", -1)));
    }

    private record Source(Function<String, @Nullable String> lookup) {
        Optional<String> text(String name) {
            return Optional.ofNullable(lookup.apply(name)).map(String::strip).filter(text -> !text.isEmpty());
        }

        int port(String name, int otherwise) {
            var text = text(name).orElse(Integer.toString(otherwise));
            if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65535) {
                throw new IllegalArgumentException(name + " must be a port from 0 to 65535, was " + text);
            }
            return Integer.parseInt(text);
        }
    }
}
