package io.triade.api.openai;

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
class OpenAiIT {
    private static final String CHAT = "/openai/v1/chat/completions";
    private static final String ASKED =
            "{\"model\":\"local.echo-v1\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"seed\":1%s}";
    private static final String GENERATION = """
            {"runId":"r_1","model":"local.echo-v1","content":[{"type":"text","text":"hi"}],"stopReason":"end_turn",
             "usage":{"inputTokens":1,"outputTokens":1,"cacheReadInputTokens":0,"cacheWriteInputTokens":0}}""";
    private static final String MODELS = """
            {"items":[{"id":"local.echo-v1","name":"Echo","standard":true},
                      {"id":"arn:aws:bedrock:us-east-1:1:inference-profile/us.x-v1:0","name":"X","standard":false}]}""";

    FakeIssuer issuer;
    FakeTier tier;

    @Test
    void answersWithOneCompletion() {
        tier.plays(FakeTier.json(200, GENERATION));

        var answer = Client.post(CHAT, issuer.token(), ASKED.formatted(""));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().at("/choices/0/message/content").asText()).isEqualTo("hi");
        assertThat(answer.body().at("/usage/total_tokens").asInt()).isEqualTo(2);
        assertThat(answer.header("x-ignored-parameters")).isEqualTo("seed");
        assertThat(answer.header("x-request-id")).hasSize(32);
        assertThat(tier.seen().uri()).isEqualTo("/v1/generations");
    }

    @Test
    void streamsChunksUntilDone() throws IOException {
        tier.plays(FakeTier.events(
                STARTED, text("a "), text("b"), "{\"type\":\"completed\",\"stopReason\":\"end_turn\"}"));

        try (var answer = Client.stream(CHAT, issuer.token(), ASKED.formatted(",\"stream\":true"))
                .body()) {
            String all = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all.split("\n\n", -1))
                    .hasSize(6)
                    .allMatch(block -> block.isEmpty() || block.startsWith("data: "));
            assertThat(all).contains("\"content\":\"a \"", "\"content\":\"b\"").endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void saysWhatFailedInTheMiddleAndNotDone() throws IOException {
        tier.plays(FakeTier.events(STARTED, text("a ")));

        try (var answer = Client.stream(CHAT, issuer.token(), ASKED.formatted(",\"stream\":true"))
                .body()) {
            String all = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all).contains("data: {\"error\":{").doesNotContain("[DONE]");
        }
    }

    @Test
    void refusesAStreamWithAStatusWhenItFailsBeforeItsFirstWord() throws IOException {
        tier.plays(
                FakeTier.events(
                        STARTED,
                        "{\"type\":\"failed\",\"problem\":{\"type\":\"/problems/model-throttled\",\"title\":\"t\",\"status\":429}}"));

        var answer = Client.stream(CHAT, issuer.token(), ASKED.formatted(",\"stream\":true"));

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
        assertThat(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8))
                .contains("rate_limit_exceeded");
    }

    @ParameterizedTest
    @CsvSource({
        "422, unknown-model, 404, invalid_request_error, model_not_found",
        "422, context-window-exceeded, 400, invalid_request_error, context_length_exceeded",
        "422, model-refused, 400, invalid_request_error, model_refused",
        "429, model-throttled, 429, rate_limit_error, rate_limit_exceeded",
        "503, model-unavailable, 503, server_error, model_unavailable",
        "502, model-failed, 502, server_error, model_failed",
        "504, model-timeout, 504, server_error, model_timeout",
        "401, unauthenticated, 502, server_error, upstream_failed"
    })
    void saysATiersProblemInOpenAisWords(int inner, String slug, int status, String type, String code) {
        tier.plays(FakeTier.problem(inner, slug, "as told"));

        for (String stream : new String[] {"", ",\"stream\":true"}) {
            var answer = Client.post(CHAT, issuer.token(), ASKED.formatted(stream));

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body().at("/error/type").asText()).isEqualTo(type);
            assertThat(answer.body().at("/error/code").asText()).isEqualTo(code);
            assertThat(answer.header("content-type")).isEqualTo("application/json");
        }
    }

    @Test
    void listsModelsAndFindsOneByItsId() {
        tier.plays(FakeTier.json(200, MODELS));
        String arn = "arn:aws:bedrock:us-east-1:1:inference-profile/us.x-v1:0";

        var list = Client.get("/openai/v1/models", issuer.token());
        var one = Client.get("/openai/v1/models/local.echo-v1", issuer.token());
        var encoded = Client.get("/openai/v1/models/" + arn.replace("/", "%2F"), issuer.token());
        var plain = Client.get("/openai/v1/models/" + arn, issuer.token());
        var none = Client.get("/openai/v1/models/gpt-4o", issuer.token());

        assertThat(list.body().path("data")).hasSize(2);
        assertThat(one.body().path("id").asText()).isEqualTo("local.echo-v1");
        assertThat(encoded.body().path("id").asText()).isEqualTo(arn);
        assertThat(plain.body().path("id").asText()).isEqualTo(arn);
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.body().at("/error/code").asText()).isEqualTo("model_not_found");
    }

    @Test
    void answersWhatIsTooDeepToPassOn() {
        String deep = "{\\\"a\\\":".repeat(600) + "1" + "}".repeat(600);
        String call =
                "{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"" + deep + "\"}}";
        String asked = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},"
                + "{\"role\":\"assistant\",\"tool_calls\":[" + call + "]}]}";

        var answer = Client.post(CHAT, issuer.token(), asked);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().at("/error/param").asText()).contains("arguments");
    }

    @Test
    void refusesEveryoneInOpenAisShape() {
        var noToken = Client.send(Client.request(CHAT).POST(BodyPublishers.ofString("{}")));
        var badToken = Client.post(CHAT, "sk-123", "{}");
        var noRoute = Client.get("/openai/v1/nothing", issuer.token());
        var noMethod = Client.send(Client.request(CHAT, issuer.token()).PUT(BodyPublishers.ofString("{}")));
        var bare = Client.get("/openai", issuer.token());
        var slash = Client.get("/openai/", issuer.token());
        var noType = Client.send(Client.request(CHAT, issuer.token()).POST(BodyPublishers.ofString("{}")));
        var tooLarge = Client.post(CHAT, issuer.token(), "x".repeat(10_500_000));
        var dots = Client.get("/openai//v1/models", issuer.token());

        assertThat(noToken.status()).isEqualTo(401);
        assertThat(badToken.status()).isEqualTo(401);
        assertThat(badToken.body().at("/error/code").asText()).isEqualTo("invalid_api_key");
        assertThat(noRoute.status()).isEqualTo(404);
        assertThat(noMethod.status()).isEqualTo(405);
        assertThat(noMethod.header("allow")).isEqualTo("GET, POST");
        assertThat(bare.status()).isEqualTo(404);
        assertThat(slash.status()).isEqualTo(404);
        assertThat(noType.status()).isEqualTo(415);
        assertThat(tooLarge.status()).isEqualTo(413);
        assertThat(dots.status()).isEqualTo(400);
        for (var answer :
                new Client.Answer[] {noToken, badToken, noRoute, noMethod, bare, slash, noType, tooLarge, dots}) {
            assertThat(answer.body().at("/error/message").asText()).isNotBlank();
        }
    }

    @Test
    void cancelsUpstreamWhenTheCallerHangsUp() throws Exception {
        // Given
        var left = new CompletableFuture<Long>();
        tier.plays(FakeTier.endless(Duration.ofMillis(10), left));
        var answer = Client.stream(CHAT, issuer.token(), ASKED.formatted(",\"stream\":true"))
                .body();
        answer.readNBytes(600);

        // When
        long hungUp = System.nanoTime();
        answer.close();

        // Then
        assertThat(left.get(5, TimeUnit.SECONDS) - hungUp).isLessThan(TimeUnit.MILLISECONDS.toNanos(500));
    }
}
