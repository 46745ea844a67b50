package io.triade.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.triade.local.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LocalAwsTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static LocalAws process;

    @BeforeAll
    static void start() throws IOException {
        process = LocalAws.start(settings(freePort()));
    }

    @AfterAll
    static void stop() {
        process.close();
    }

    private static Settings settings(int port) throws IOException {
        var given = Map.of(
                "LOCAL_AWS_PORT", Integer.toString(port),
                "LOCAL_AWS_DYNAMODB_PORT", Integer.toString(freePort()),
                "LOCAL_AWS_WEIGHTS", "off");
        return Settings.read(given::get);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static HttpResponse<String> send(String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + process.port() + path))
                .header("authorization", "Bearer key")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    @Test
    void namesItsModelsWhenItIsWell() throws Exception {
        var health = send("GET", "/_local/health", "");

        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).contains("\"status\":\"UP\"", "local.echo-v1", "local.script-v1", "local.gguf-v1");
    }

    @Test
    void countsWhatItAnsweredUntilToldToForget() throws Exception {
        // Given
        send("POST", "/_local/metrics/reset", "");

        // When
        send(
                "POST",
                "/model/local.echo-v1/converse",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"a\"}]}]}");
        var before = send("GET", "/_local/metrics", "").body();
        send("POST", "/_local/metrics/reset", "");
        var after = send("GET", "/_local/metrics", "").body();

        // Then
        assertThat(before)
                .startsWith(
                        "{\"generations\":{\"active\":0,\"started\":1,\"finished\":1,\"cancelled\":0,\"failed\":0},")
                .contains("\"local.echo-v1\":{\"active\":0,\"started\":1,");
        assertThat(after).startsWith("{\"generations\":{\"active\":0,\"started\":0,\"finished\":0,");
    }

    @Test
    void saysWhatToDoForAModelOfOnesOwn() throws Exception {
        var answer = send(
                "POST",
                "/model/local.gguf-v1/converse",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"a\"}]}]}");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("BEDROCK_LOCAL_MODEL");
    }

    @Test
    void answersAnOperationItDoesNotHaveAsAwsDoes() throws Exception {
        var answer = send("POST", "/guardrail/g/version/1/apply", "{}");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("x-amzn-ErrorType")).contains("UnknownOperationException");
    }

    @Test
    void saysWhichPortIsTaken() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            var settings = settings(taken.getLocalPort());

            assertThatThrownBy(() -> LocalAws.start(settings))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " is taken");
        }
    }
}
