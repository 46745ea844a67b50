package io.triade.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.triade.local.models.llama.TinyGguf;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program in a JVM of its own: only there does it show whether it ends.
class ProcessTest {
    private static final String READY = "local-aws ready on ";
    private static final int PATIENCE_SECONDS = 20;

    @TempDir
    private Path folder;

    private Path temporary;
    private Process process;
    private BufferedReader output;

    @BeforeEach
    void start() throws IOException {
        temporary = Files.createDirectory(folder.resolve("tmp"));
        var model = TinyGguf.sayingForEver("on ", "and ").write(folder.resolve("tiny.gguf"));
        var command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName())
                .redirectError(folder.resolve("errors").toFile());
        command.environment().put("LOCAL_AWS_PORT", "0");
        command.environment().put("LOCAL_AWS_DYNAMODB_PORT", Integer.toString(freePort()));
        command.environment().put("LOCAL_AWS_WEIGHTS", "off");
        command.environment().put("BEDROCK_LOCAL_MODEL", model.toString());
        process = command.start();
        output = process.inputReader();
    }

    @AfterEach
    void stop() {
        process.destroyForcibly();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private URI address() throws IOException {
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(READY)) {
                return URI.create(line.substring(READY.length()));
            }
        }
        throw new AssertionError(Files.readString(folder.resolve("errors")));
    }

    private static HttpRequest asking(URI address, String operation, int maxTokens) {
        var body = """
                {"messages": [{"role": "user", "content": [{"text": "Hi"}]}],
                 "inferenceConfig": {"temperature": 0, "maxTokens": %d}}""".formatted(maxTokens);
        return HttpRequest.newBuilder(address.resolve("/model/local.gguf-v1/" + operation))
                .header("authorization", "Bearer key")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    @Test
    void answersFromAFileOfTheUsersOwnAndEndsInTheMiddleOfTheNextAnswer() throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            // Given
            var address = address();
            var answer = http.send(asking(address, "converse", 4), BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"text\":\"on and on and \"", "\"stopReason\":\"max_tokens\"");
            var stream = http.send(asking(address, "converse-stream", 3_000), BodyHandlers.ofInputStream());
            assertThat(stream.body().readNBytes(100)).hasSize(100);

            // When
            // By its handle, which leaves its output readable.
            process.toHandle().destroy();

            // Then
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(output.lines().toList()).isEmpty();
            assertThat(leftovers()).isEmpty();
        }
    }

    private List<String> leftovers() throws IOException {
        try (var files = Files.list(temporary)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("hsperfdata"))
                    .toList();
        }
    }
}
