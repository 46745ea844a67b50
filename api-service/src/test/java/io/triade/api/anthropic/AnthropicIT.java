package io.triade.api.anthropic;

import static io.triade.api.FakeTier.COMPLETED;
import static io.triade.api.FakeTier.STARTED;
import static io.triade.api.FakeTier.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.api.Client;
import io.triade.api.FakeIssuer;
import io.triade.api.FakeTier;
import io.triade.api.Neighbours;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class AnthropicIT {
    private static final String MESSAGES = "/anthropic/v1/messages";
    private static final String COUNT = MESSAGES + "/count_tokens";
    private static final String ASKED =
            "{\"model\":\"local.echo-v1\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"metadata\":{}%s}";
    private static final String STREAMED = ASKED.formatted(",\"stream\":true");
    private static final String GENERATION = """
            {"runId":"r_1","model":"local.echo-v1","content":[{"type":"text","text":"hi"}],"stopReason":"end_turn",
             "usage":{"inputTokens":1,"outputTokens":1,"cacheReadInputTokens":0,"cacheWriteInputTokens":0}}""";
    private static final String MODELS = """
            {"items":[{"id":"local.echo-v1","name":"Echo","standard":true},
                      {"id":"b","name":"B","standard":false},
                      {"id":"arn:aws:bedrock:us-east-1:1:inference-profile/us.x-v1:0","name":"X","standard":false}]}""";

    FakeIssuer issuer;
    FakeTier tier;

    private HttpRequest.Builder keyed(String path, String body) {
        return Client.request(path)
                .header("x-api-key", issuer.token())
                .header("anthropic-version", "2023-06-01")
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    @Test
    void answersWithOneMessageToATokenInEitherHeader() {
        tier.plays(FakeTier.json(200, GENERATION));

        for (var answer : new Client.Answer[] {
            Client.post(MESSAGES, issuer.token(), ASKED.formatted("")),
            Client.send(keyed(MESSAGES, ASKED.formatted("")))
        }) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().at("/content/0/text").asText()).isEqualTo("hi");
            assertThat(answer.body().at("/usage/output_tokens").asInt()).isEqualTo(1);
            assertThat(answer.header("x-ignored-parameters")).isEqualTo("metadata");
            assertThat(answer.header("request-id")).isEqualTo("req_" + answer.header("x-request-id"));
            assertThat(tier.seen().uri()).isEqualTo("/v1/generations");
        }
    }

    @Test
    void streamsEventsUntilTheMessageStops() throws IOException {
        tier.plays(FakeTier.events(STARTED, text("a "), text("b"), COMPLETED));

        String all = streamed(Client.stream(MESSAGES, issuer.token(), STREAMED).body());

        assertThat(all.lines().filter(line -> line.startsWith("event: ")).map(line -> line.substring(7)))
                .containsExactly(
                        "message_start",
                        "ping",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
    }

    @Test
    void saysWhatFailedInTheMiddleAndDoesNotStopTheMessage() throws IOException {
        tier.plays(FakeTier.events(STARTED, text("a ")));

        String all = streamed(Client.stream(MESSAGES, issuer.token(), STREAMED).body());

        assertThat(all).contains("event: error\ndata: {\"type\":\"error\"").doesNotContain("message_stop");
    }

    @ParameterizedTest
    @CsvSource({
        "422, unknown-model, 404, not_found_error",
        "422, context-window-exceeded, 400, invalid_request_error",
        "422, model-refused, 400, invalid_request_error",
        "429, model-throttled, 429, rate_limit_error",
        "503, model-unavailable, 529, overloaded_error",
        "503, overloaded, 529, overloaded_error",
        "502, model-failed, 502, api_error",
        "504, model-timeout, 504, timeout_error",
        "403, forbidden, 403, permission_error",
        "401, unauthenticated, 502, api_error"
    })
    void saysATiersProblemInAnthropicsWords(int inner, String slug, int status, String type) {
        tier.plays(FakeTier.problem(inner, slug, "as told"));

        for (String stream : new String[] {"", ",\"stream\":true"}) {
            var answer = Client.post(MESSAGES, issuer.token(), ASKED.formatted(stream));

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body().path("type").asText()).isEqualTo("error");
            assertThat(answer.body().at("/error/type").asText()).isEqualTo(type);
            assertThat(answer.body().path("request_id").asText()).isEqualTo(answer.header("request-id"));
            assertThat(answer.header("retry-after").isEmpty()).isEqualTo(status != 429 && status != 529);
        }
    }

    @Test
    void refusesAStreamWithAStatusWhenItFailsBeforeItsFirstWord() {
        tier.plays(
                FakeTier.events(
                        STARTED,
                        "{\"type\":\"failed\",\"problem\":{\"type\":\"/problems/model-throttled\",\"title\":\"t\",\"status\":429}}"));

        assertThat(Client.post(MESSAGES, issuer.token(), STREAMED).status()).isEqualTo(429);
    }

    @Test
    void countsTokensWithoutAskingTheModel() {
        tier.plays(FakeTier.json(200, "{\"model\":\"local.echo-v1\",\"inputTokens\":7}"));

        var answer = Client.post(COUNT, issuer.token(), ASKED.formatted("").replace("\"max_tokens\":9,", ""));

        assertThat(answer.raw().body()).isEqualTo("{\"input_tokens\":7}");
        assertThat(tier.seen().uri()).isEqualTo("/v1/token-counts");
    }

    @Test
    void makesARunOfWhatComesWithAnIdempotencyKey() {
        tier.plays(FakeTier.log("r_other", 0, STARTED, text("a "), text("b"), COMPLETED));

        for (String stream : new String[] {"", ",\"stream\":true"}) {
            var answer = Client.send(keyed(MESSAGES, ASKED.formatted(stream)).header("idempotency-key", "k-1"));

            var asked = tier.seen();
            assertThat(asked.uri()).isEqualTo("/v1/runs");
            assertThat(asked.headers().getFirst("idempotency-key")).isEqualTo("k-1");
            assertThat(answer.header("x-run-id")).isEqualTo("r_other");
            assertThat(answer.header("idempotency-replayed")).isEqualTo("true");
            assertThat(answer.raw().body()).contains(stream.isEmpty() ? "\"text\":\"a b\"" : "\"text\":\"a \"");
        }
    }

    @Test
    void listsModelsByThePageAndFindsOneByItsId() {
        tier.plays(FakeTier.json(200, MODELS));
        String arn = "arn:aws:bedrock:us-east-1:1:inference-profile/us.x-v1:0";

        var first = Client.get("/anthropic/v1/models?limit=2", issuer.token());
        var rest = Client.get("/anthropic/v1/models?after_id=b", issuer.token());
        var before = Client.get("/anthropic/v1/models?limit=1&before_id=b", issuer.token());
        var encoded = Client.get("/anthropic/v1/models/" + arn.replace("/", "%2F"), issuer.token());
        var none = Client.get("/anthropic/v1/models/claude-none", issuer.token());
        var wrong = Client.get("/anthropic/v1/models?limit=0", issuer.token());

        assertThat(first.body().path("data")).hasSize(2);
        assertThat(first.body().path("has_more").asBoolean()).isTrue();
        assertThat(first.body().path("last_id").asText()).isEqualTo("b");
        assertThat(rest.body().path("data")).hasSize(1);
        assertThat(rest.body().path("has_more").asBoolean()).isFalse();
        assertThat(before.body().at("/data/0/display_name").asText()).isEqualTo("Echo");
        assertThat(encoded.body().path("id").asText()).isEqualTo(arn);
        assertThat(none.status()).isEqualTo(404);
        assertThat(wrong.body().at("/error/message").asText()).startsWith("limit: ");
    }

    @Test
    void refusesEveryoneInAnthropicsShape() {
        var noToken = Client.send(Client.request(MESSAGES).POST(BodyPublishers.ofString("{}")));
        var badKey = Client.send(Client.request(MESSAGES).header("x-api-key", "sk-ant-1"));
        var noRoute = Client.get("/anthropic/v1/complete", issuer.token());
        var noMethod = Client.get(MESSAGES, issuer.token());
        var bare = Client.send(Client.request("/anthropic").header("x-api-key", issuer.token()));
        var noType = Client.send(Client.request(MESSAGES, issuer.token()).POST(BodyPublishers.ofString("{}")));
        var tooLarge = Client.post(MESSAGES, issuer.token(), "x".repeat(10_500_000));
        var dots = Client.get("/anthropic//v1/models", issuer.token());
        var version = Client.send(Client.request(MESSAGES, issuer.token()).header("anthropic-version", "2023-01-01"));

        assertThat(noToken.status()).isEqualTo(401);
        assertThat(badKey.body().at("/error/type").asText()).isEqualTo("authentication_error");
        assertThat(noRoute.status()).isEqualTo(404);
        assertThat(noMethod.status()).isEqualTo(405);
        assertThat(noMethod.header("allow")).isEqualTo("POST");
        assertThat(bare.status()).isEqualTo(404);
        assertThat(noType.status()).isEqualTo(415);
        assertThat(tooLarge.body().at("/error/type").asText()).isEqualTo("request_too_large");
        assertThat(dots.status()).isEqualTo(400);
        assertThat(version.body().at("/error/message").asText()).startsWith("anthropic-version: ");
        for (var answer :
                new Client.Answer[] {noToken, badKey, noRoute, noMethod, bare, noType, tooLarge, dots, version}) {
            assertThat(answer.body().at("/error/message").asText()).isNotBlank();
            assertThat(answer.header("request-id")).startsWith("req_");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "temperature":1                                                                    | temperature
            "top_p":1                                                                          | top_p
            "messages":[{"role":"user","content":[{"type":"text","text":"a","citations":[1]}]}] | messages.0.content.0.citations
            """)
    void refusesWhatTheNewerVersionTookOutAndTakesItInTheOlder(String field, String path) {
        tier.plays(FakeTier.json(200, GENERATION));
        String body = "{\"model\":\"m\",\"max_tokens\":9,%s%s}"
                .formatted(
                        field.contains("messages") ? "" : "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],",
                        field);

        var older = Client.send(keyed(MESSAGES, body));
        var newer = Client.send(keyed(MESSAGES, body).setHeader("anthropic-version", "2026-10-21"));

        assertThat(older.status()).isEqualTo(200);
        assertThat(newer.status()).isEqualTo(400);
        assertThat(newer.body().at("/error/message").asText())
                .startsWith(path + ": ")
                .endsWith("2023-06-01");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nested arrays      | "messages":[{"role":"user","content":%s}]
            nested objects     | "tools":[{"name":"f","input_schema":%s}]
            a long number      | "max_tokens":%s
            doubled keys       | "model":"m","model":"n"
            an unknown choice  | "tools":[{"name":"f","input_schema":{}}],"tool_choice":{"type":"all"}
            """)
    void refusesHostileJsonAtOnce(String what, String field) {
        String deep = what.contains("objects") ? "{\"a\":".repeat(200_000) : "[".repeat(200_000);
        String value = what.contains("number") ? "9".repeat(1_000_000) : deep;
        long began = System.nanoTime();

        var answer = Client.post(MESSAGES, issuer.token(), "{\"max_tokens\":9," + field.replace("%s", value) + "}");

        assertThat(answer.status()).as(what).isEqualTo(400);
        assertThat(answer.body().at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void takesAKeyForATokenAtThisDoorAlone() {
        var elsewhere = Client.send(Client.request("/v1/me").header("x-api-key", issuer.token()));

        assertThat(elsewhere.status()).isEqualTo(401);
    }

    @Test
    void cancelsUpstreamWhenTheCallerHangsUp() throws Exception {
        // Given
        var left = new CompletableFuture<Long>();
        tier.plays(FakeTier.endless(Duration.ofMillis(10), left));
        var answer = Client.stream(MESSAGES, issuer.token(), STREAMED).body();
        answer.readNBytes(600);

        // When
        long hungUp = System.nanoTime();
        answer.close();

        // Then
        assertThat(left.get(5, TimeUnit.SECONDS) - hungUp).isLessThan(TimeUnit.MILLISECONDS.toNanos(500));
    }

    private static String streamed(InputStream body) throws IOException {
        try (body) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
