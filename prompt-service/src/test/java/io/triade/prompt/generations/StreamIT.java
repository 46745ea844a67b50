package io.triade.prompt.generations;

import static io.triade.prompt.Caller.call;
import static io.triade.prompt.Caller.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.triade.prompt.Caller;
import io.triade.prompt.LocalAws;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(LocalAws.class)
class StreamIT {
    private static final String SSE = "text/event-stream";

    @TestHTTPResource
    URI service;

    @Test
    void sendsExactlyTheseBytes() {
        String frames = call(SSE)
                .body(question("local.echo-v1", "Olá, tudo bem?"))
                .post("/v1/generations")
                .then()
                .statusCode(200)
                .header("content-type", is("text/event-stream;charset=UTF-8"))
                .header("cache-control", is("no-cache"))
                .extract()
                .asString();

        assertThat(frames).isEqualTo("""
                id: 1
                data: {"type":"started","runId":"r_1","sessionId":"s_1","model":"local.echo-v1"}

                id: 2
                data: {"type":"text-delta","text":"Olá, "}

                id: 3
                data: {"type":"text-delta","text":"tudo "}

                id: 4
                data: {"type":"text-delta","text":"bem?"}

                id: 5
                data: {"type":"usage","usage":{"inputTokens":3,"outputTokens":3,"cacheReadInputTokens":0,\
                "cacheWriteInputTokens":0},"estimated":false}

                id: 6
                data: {"type":"completed","stopReason":"end_turn"}

                """);
    }

    @Test
    void triesAgainWhileNothingWasSaid() {
        List<JsonPath> events = events("local.script-v1", "throttle twice in a stream");

        assertThat(types(events)).startsWith("started", "text-delta").endsWith("usage", "completed");
    }

    @Test
    void answersAThrottledModelWithItsStatusAndWhenToComeBack() {
        call(SSE)
                .body(question("local.script-v1", "throttle me"))
                .post("/v1/generations")
                .then()
                .statusCode(429)
                .header("content-type", is("application/problem+json"))
                .header("retry-after", is("1"))
                .body("type", equalTo("/problems/model-throttled"));
    }

    @Test
    void endsWithFailedWhenTheModelFailsInTheMiddle() {
        List<JsonPath> events = events("local.script-v1", "fault midway");

        assertThat(types(events)).containsExactly("started", "text-delta", "text-delta", "text-delta", "failed");
        assertThat(events.getLast().getString("problem.type")).isEqualTo("/problems/model-failed");
        assertThat(events.getLast().getString("problem.traceId")).hasSize(32);
    }

    @Test
    void endsWithFailedWhenTheConnectionToTheModelBreaks() {
        List<JsonPath> events = events("local.script-v1", "cut midway");

        assertThat(types(events)).endsWith("text-delta", "failed");
    }

    @Test
    void endsWithFailedWhenTheModelFallsSilent() {
        List<JsonPath> events = events("local.script-v1", "stall");

        assertThat(types(events)).containsExactly("started", "text-delta", "text-delta", "failed");
        assertThat(events.getLast().getString("problem.type")).isEqualTo("/problems/model-timeout");
    }

    @Test
    void cutsTheAnswerAtTheCallersDeadline() {
        String frames = call(SSE)
                .header("x-timeout-ms", "600")
                .body(question("local.script-v1", "slow story"))
                .post("/v1/generations")
                .asString();

        assertThat(types(parsed(frames))).startsWith("started").endsWith("failed");
        assertThat(frames).contains("/problems/deadline-exceeded");
    }

    @Test
    void handsOverToolRequestsWholeAndReasoningApart() {
        List<JsonPath> tool = events("local.script-v1", "tool please");
        List<JsonPath> reason = events("local.script-v1", "reason please");

        assertThat(types(tool)).containsExactly("started", "text-delta", "tool-requested", "usage", "completed");
        assertThat(tool.get(2).getString("input.city")).isEqualTo("São Paulo");
        assertThat(tool.getLast().getString("stopReason")).isEqualTo("tool_use");
        assertThat(types(reason)).contains("reasoning-delta", "text-delta");
    }

    @Test
    void stopsTheModelWhenTheCallerHangsUpEvenWhileItIsSilent() throws IOException {
        int before = cancelled();
        try (var caller = new Socket(service.getHost(), service.getPort())) {
            ask(caller, question("local.script-v1", "slow story"));
            assertThat(new String(caller.getInputStream().readNBytes(15), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200 OK");
        }

        Awaitility.await().atMost(Duration.ofSeconds(2)).until(() -> cancelled() == before + 1);
    }

    @Test
    void keepsAHundredStreamsApart() throws Exception {
        var calls = new ArrayList<Callable<String>>();
        for (int i = 0; i < 100; i++) {
            String text = "#echo delay=2 repeat=10\\nstream " + i;
            calls.add(() -> call(SSE)
                    .body(question("local.echo-v1", text))
                    .post("/v1/generations")
                    .asString());
        }
        try (var threads = Executors.newFixedThreadPool(50)) {
            var answers = threads.invokeAll(calls);
            for (int i = 0; i < 100; i++) {
                var said = new StringBuilder();
                for (JsonPath event : parsed(answers.get(i).get())) {
                    if (event.getString("type").equals("text-delta")) said.append(event.getString("text"));
                }
                assertThat(said.toString().strip())
                        .isEqualTo(("stream " + i + " ").repeat(10).strip());
            }
        }
    }

    private static int cancelled() {
        return JsonPath.from(LocalAws.metrics()).getInt("generations.cancelled");
    }

    private static void ask(Socket caller, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = """
                POST /v1/generations HTTP/1.1\r
                Host: localhost\r
                Authorization: Bearer %s\r
                Accept: text/event-stream\r
                Content-Type: application/json\r
                Content-Length: %d\r
                \r
                """.formatted(Caller.token(Duration.ofMinutes(1), LocalAws.SECRET), bytes.length);
        caller.setSoTimeout(10_000);
        caller.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        caller.getOutputStream().write(bytes);
    }

    private static List<JsonPath> events(String model, String text) {
        return parsed(call(SSE)
                .body(question(model, text))
                .post("/v1/generations")
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    /// Holds the offsets to 1, 2, 3 … on the way.
    private static List<JsonPath> parsed(String frames) {
        var events = new ArrayList<JsonPath>();
        for (String frame : frames.split("\n\n", 0)) {
            String prefix = "id: " + (events.size() + 1) + "\ndata: ";
            assertThat(frame).startsWith(prefix);
            events.add(JsonPath.from(frame.substring(prefix.length())));
        }
        return events;
    }

    private static List<String> types(List<JsonPath> events) {
        return events.stream().map(event -> event.getString("type")).toList();
    }
}
