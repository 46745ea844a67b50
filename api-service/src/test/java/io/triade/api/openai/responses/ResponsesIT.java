package io.triade.api.openai.responses;

import static io.triade.api.FakeTier.COMPLETED;
import static io.triade.api.FakeTier.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.api.Client;
import io.triade.api.FakeIssuer;
import io.triade.api.FakeTier;
import io.triade.api.Neighbours;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class ResponsesIT {
    private static final String RESPONSES = "/openai/v1/responses";
    private static final String RUN = "r_01kb00000000000000000000ab";
    private static final String OLDER = "r_01ka00000000000000000000ab";
    private static final String ONE = RESPONSES + "/resp_" + RUN;
    private static final String STARTED =
            "{\"type\":\"started\",\"runId\":\"" + RUN + "\",\"model\":\"local.echo-v1\"}";
    private static final String[] EVENTS = {STARTED, text("a "), text("b"), COMPLETED};
    private static final String ENDED = """
            {"id":"%s","state":"succeeded","model":"local.echo-v1","output":"a b","stopReason":"end_turn","lastOffset":4,
             "attempts":1,"onDisconnect":"continue","onInterruption":"continue","createdAt":"2026-11-24T08:00:00Z",
             "finishedAt":"2026-11-24T08:00:01Z","metadata":{"openai:api":"responses","openai:instructions":"6","k":"v"}}""".formatted(RUN);
    private static final String RUNNING =
            ENDED.replace("succeeded", "running").replace("\"finishedAt\":\"2026-11-24T08:00:01Z\",", "");
    private static final String ASKED = """
            {"model":"local.echo-v1","system":"Brief.","messages":[
            {"role":"user","content":[{"type":"text","text":"hi"}]}]}""";

    FakeIssuer issuer;
    FakeTier tier;
    private String token;

    @BeforeEach
    void signIn() {
        token = issuer.token();
    }

    private Client.Answer create(String fields) {
        return Client.post(RESPONSES, token, "{\"model\":\"local.echo-v1\",\"input\":\"hi\"" + fields + "}");
    }

    private static FakeTier.Part run() {
        return FakeTier.log(RUN, 0, EVENTS);
    }

    @Test
    void makesARunAndAnswersWithWhatItCameTo() {
        tier.plays(run());

        var answer = create(",\"metadata\":{\"k\":\"v\"},\"user\":\"ana\"");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("id").asText()).isEqualTo("resp_" + RUN);
        assertThat(answer.body().at("/output/0/content/0/text").asText()).isEqualTo("a b");
        assertThat(answer.header("x-run-id")).isEqualTo(RUN);
        assertThat(answer.header("x-ignored-parameters")).isEqualTo("user");
        assertThat(answer.header("openai-version")).isNotBlank();
        assertThat(Integer.parseInt(answer.header("openai-processing-ms"))).isNotNegative();
        var start = tier.seen();
        assertThat(start.uri()).isEqualTo("/v1/runs");
        assertThat(start.headers().getFirst("x-doors-own")).isEqualTo("shown");
        assertThat(start.body()).contains("\"onDisconnect\":\"cancel\"", "\"k\":\"v\"", "\"openai:api\":\"responses\"");
    }

    @Test
    void streamsTheEventsOfARunAndTheSameOnesFromAnyOfThem() throws IOException {
        tier.plays(run());
        String whole = stream("");
        tier.plays(FakeTier.json(200, ENDED), FakeTier.json(200, ASKED.replace("\"system\":\"Brief.\",", "")), run());

        String rest = read("?stream=true&starting_after=4");

        assertThat(whole).startsWith("event: response.created\n").contains("\"sequence_number\":9");
        assertThat(rest).startsWith("event: response.output_text.delta\n").contains("\"sequence_number\":5");
        assertThat(whole.substring(0, whole.indexOf("event: response.completed")))
                .contains(rest.substring(0, 80));
    }

    private String stream(String fields) throws IOException {
        String body = "{\"model\":\"local.echo-v1\",\"input\":\"hi\",\"stream\":true" + fields + "}";
        try (var answer = Client.stream(RESPONSES, token, body).body()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String read(String query) throws IOException {
        try (var answer = Client.open(Client.request(ONE + query, token)).body()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void answersAtOnceInTheBackgroundAndShowsWhatIsNotThereYet() {
        tier.plays(exchange -> {
            exchange.getResponseHeaders().set("x-run-id", RUN);
            FakeTier.json(202, RUNNING).play(exchange);
        });

        var answer = create(",\"background\":true");

        assertThat(answer.body().path("status").asText()).isEqualTo("in_progress");
        assertThat(answer.body().path("background").asBoolean()).isTrue();
        assertThat(answer.body().path("output")).isEmpty();
        assertThat(tier.seen().body()).contains("\"onDisconnect\":\"continue\"");
    }

    @Test
    void keepsNothingWhereThatIsWanted() {
        tier.plays(FakeTier.events(EVENTS));

        var answer = create(",\"store\":false");

        assertThat(tier.seen().uri()).isEqualTo("/v1/generations");
        assertThat(answer.body().path("store").asBoolean()).isFalse();
        assertThat(answer.body().at("/output/0/content/0/text").asText()).isEqualTo("a b");
        assertThat(answer.header("x-run-id")).isEmpty();
    }

    @Test
    void readsWhatIsKept() {
        tier.plays(FakeTier.json(200, ENDED), FakeTier.json(200, ASKED), run());

        var answer = Client.get(ONE, token);

        assertThat(answer.body().path("status").asText()).isEqualTo("completed");
        assertThat(answer.body().at("/metadata/k").asText()).isEqualTo("v");
        assertThat(tier.seen().uri()).isEqualTo("/v1/runs/" + RUN);
        assertThat(tier.seen().uri()).isEqualTo("/v1/runs/" + RUN + "/request");
        assertThat(tier.seen().uri()).isEqualTo("/v1/runs/" + RUN + "/events?after=0");
    }

    @Test
    void goesOnFromTheResponseBefore() {
        tier.plays(FakeTier.json(200, ENDED), FakeTier.json(200, ASKED), run(), run());

        var answer = create(",\"previous_response_id\":\"resp_" + RUN + "\"");

        assertThat(answer.status()).isEqualTo(200);
        for (int i = 0; i < 3; i++) assertThat(tier.seen().method()).isEqualTo("GET");
        assertThat(tier.seen().body())
                .contains("{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]},"
                        + "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"a b\"}]},"
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]}");
    }

    @Test
    void doesNotGoOnFromWhatHasNotEndedOrIsNotThere() {
        tier.plays(FakeTier.json(200, RUNNING), FakeTier.json(200, ASKED));
        var running = create(",\"previous_response_id\":\"resp_" + RUN + "\"");
        tier.plays(FakeTier.problem(404, "not-found", "There is no run."));
        var absent = create(",\"previous_response_id\":\"resp_" + RUN + "\"");
        var foreign = create(",\"previous_response_id\":\"resp_68a1\"");

        for (var answer : new Client.Answer[] {running, absent, foreign}) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body().at("/error/param").asText()).isEqualTo("previous_response_id");
        }
    }

    @Test
    void listsCancelsAndRemoves() {
        tier.plays(FakeTier.json(200, ENDED), FakeTier.json(200, ASKED));
        JsonNode items = Client.get(ONE + "/input_items?order=asc", token).body();
        tier.plays(FakeTier.json(200, ENDED), FakeTier.json(200, ENDED), FakeTier.json(200, ASKED), run());
        var cancelled = Client.send(Client.request(ONE + "/cancel", token).POST(BodyPublishers.noBody()));
        tier.plays(FakeTier.json(200, ENDED));
        var removed = Client.send(Client.request(ONE, token).DELETE());

        assertThat(items.at("/data/0/content/0/text").asText()).isEqualTo("hi");
        assertThat(cancelled.body().path("status").asText()).isEqualTo("completed");
        assertThat(removed.body().path("deleted").asBoolean()).isTrue();
        var seen = tier.seen();
        assertThat(seen.method() + " " + seen.uri()).isEqualTo("DELETE /v1/runs/" + RUN + "/record");
    }

    @Test
    void refusesInOpenAisShapeAndAsksNobody() {
        tier.plays(FakeTier.json(200, "{}"));
        var unknown = Client.get(RESPONSES + "/resp_nothing", token);
        var hostile = Client.get(RESPONSES + "/resp_..%2F..%2Fv1%2Fsessions", token);
        var method = Client.get(RESPONSES, token);
        assertThat(method.header("allow")).isEqualTo("POST");
        var after = Client.get(ONE + "?stream=true&starting_after=x", token);
        var limit = Client.get(ONE + "/input_items?limit=1000", token);
        var keys = Client.send(Client.request(RESPONSES, token)
                .header("content-type", "application/json")
                .header("idempotency-key", "k")
                .POST(BodyPublishers.ofString("{\"model\":\"m\",\"input\":\"x\",\"store\":false}")));

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(hostile.status()).isIn(400, 404);
        assertThat(method.status()).isEqualTo(405);
        assertThat(after.status()).isEqualTo(400);
        assertThat(limit.status()).isEqualTo(400);
        assertThat(keys.status()).isEqualTo(400);
        for (var answer : new Client.Answer[] {unknown, hostile, method, after, limit, keys}) {
            assertThat(answer.body().at("/error/message").asText()).isNotBlank();
        }
        assertThat(tier.wasAsked()).isFalse();
    }

    @Test
    void saysATiersProblemWithItsStatusBeforeTheFirstEvent() {
        tier.plays(FakeTier.problem(429, "model-throttled", "Busy."));

        for (String stream : new String[] {"", ",\"stream\":true"}) {
            var answer = create(stream);
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.header("retry-after")).isEqualTo("1");
        }
    }

    @Test
    void keepsACompletionAsARunWhereThatIsWanted() {
        String asked =
                "{\"model\":\"local.echo-v1\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"store\":true,\"metadata\":{\"k\":\"v\"}%s}";
        tier.plays(run());
        var whole = Client.post("/openai/v1/chat/completions", token, asked.formatted(""));
        var streamed = Client.post("/openai/v1/chat/completions", token, asked.formatted(",\"stream\":true"));
        tier.plays(FakeTier.json(200, ENDED), run());
        var read = Client.get("/openai/v1/chat/completions/chatcmpl-" + RUN, token);
        tier.plays(FakeTier.json(200, RUNNING));
        var unfinished = Client.get("/openai/v1/chat/completions/chatcmpl-" + RUN, token);

        assertThat(whole.body().path("id").asText()).isEqualTo("chatcmpl-" + RUN);
        assertThat(whole.header("x-run-id")).isEqualTo(RUN);
        assertThat(read.body()).isEqualTo(whole.body());
        assertThat(streamed.raw().body()).contains("\"content\":\"a \"").endsWith("data: [DONE]\n\n");
        assertThat(unfinished.status()).isEqualTo(404);
    }

    @Test
    void keepsMetadataWithACompletionAndGivesItBackEverywhere() {
        String completion = ENDED.replace("\"openai:api\":\"responses\"", "\"openai:api\":\"chat.completions\"");
        String path = "/openai/v1/chat/completions/chatcmpl-" + RUN;
        tier.plays(run());
        var made = Client.post("/openai/v1/chat/completions", token, """
                {"model":"local.echo-v1","messages":[{"role":"user","content":"hi"}],"store":true,"metadata":{"k":"v"}}""");
        tier.plays(FakeTier.json(200, completion), FakeTier.json(200, completion.replace("\"k\":", "\"n\":")), run());
        var described = Client.post(path, token, "{\"metadata\":{\"n\":\"v\"}}");
        tier.seen();
        var words = tier.seen();
        tier.plays(FakeTier.json(200, completion));
        var wrong = Client.post(path, token, "{\"metadata\":{\"openai:x\":\"v\"}}");
        var none = Client.post(path, token, "{}");

        assertThat(made.body().path("metadata").toString()).isEqualTo("{\"k\":\"v\"}");
        assertThat(described.body().path("metadata").toString()).isEqualTo("{\"n\":\"v\"}");
        assertThat(words.method() + " " + words.uri()).isEqualTo("PUT /v1/runs/" + RUN + "/metadata");
        assertThat(words.body())
                .isEqualTo(
                        "{\"metadata\":{\"n\":\"v\",\"openai:api\":\"chat.completions\",\"openai:instructions\":\"6\"}}");
        assertThat(wrong.body().at("/error/param").asText()).isEqualTo("metadata");
        assertThat(none.body().at("/error/param").asText()).isEqualTo("metadata");
    }

    @Test
    void listsTheCompletionsAmongTheRuns() {
        String completion = ENDED.replace("\"openai:api\":\"responses\"", "\"openai:api\":\"chat.completions\"");
        String older = completion.replace(RUN, OLDER);
        String page = "{\"items\":[%s,%s],\"next\":\"bW9yZQ\"}".formatted(ENDED, completion);
        String list = "/openai/v1/chat/completions?metadata%5Bk%5D=v&order=";
        var pages =
                new FakeTier.Part[] {FakeTier.json(200, page), FakeTier.json(200, "{\"items\":[" + older + "]}"), run()
                };

        tier.plays(pages[0], pages[1], pages[2]);
        var newest = Client.get(list + "desc&limit=1", token);
        tier.plays(pages[0], pages[1], pages[2]);
        var oldest = Client.get(list + "asc&limit=1", token);
        tier.plays(pages[0], pages[1], pages[2]);
        var rest = Client.get(list + "desc&after=chatcmpl-" + RUN, token);
        tier.plays(pages[0], pages[1]);
        var none = Client.get(list + "asc&model=other", token);
        tier.plays(pages[0], pages[1]);
        var lost = Client.get(list + "asc&after=chatcmpl-" + RUN.replace("kb", "kc"), token);

        assertThat(newest.body().path("has_more").asBoolean()).isTrue();
        assertThat(newest.body().path("data")).hasSize(1);
        assertThat(oldest.body().path("object").asText()).isEqualTo("list");
        assertThat(oldest.body().at("/data/0/metadata/k").asText()).isEqualTo("v");
        assertThat(rest.body().path("data")).hasSize(1);
        assertThat(rest.body().path("has_more").asBoolean()).isFalse();
        assertThat(none.body().path("data")).isEmpty();
        assertThat(lost.body().at("/error/param").asText()).isEqualTo("after");
    }

    @Test
    void countsTheTokensOfAnInputWithoutAskingTheModel() {
        tier.plays(FakeTier.json(200, "{\"model\":\"local.echo-v1\",\"inputTokens\":7}"));

        var answer = Client.post(RESPONSES + "/input_tokens", token, "{\"model\":\"local.echo-v1\",\"input\":\"hi\"}");
        var nothing = Client.post(RESPONSES + "/input_tokens", token, "{\"model\":\"local.echo-v1\"}");

        assertThat(answer.raw().body()).isEqualTo("{\"object\":\"response.input_tokens\",\"input_tokens\":7}");
        assertThat(tier.seen().uri()).isEqualTo("/v1/token-counts");
        assertThat(nothing.body().at("/error/param").asText()).isEqualTo("input");
    }

    @Test
    void embedsTextsInBothEncodings() {
        String answered = "{\"model\":\"e\",\"vectors\":[[0.5,-1.0]],\"inputTokens\":2}";
        tier.plays(FakeTier.json(200, answered));

        var floats = Client.post("/openai/v1/embeddings", token, "{\"model\":\"e\",\"input\":\"hi\"}");
        var encoded = Client.post(
                "/openai/v1/embeddings", token, "{\"model\":\"e\",\"input\":[\"hi\"],\"encoding_format\":\"base64\"}");
        var tokens = Client.post("/openai/v1/embeddings", token, "{\"model\":\"e\",\"input\":[1,2]}");

        assertThat(tier.seen().body()).isEqualTo("{\"model\":\"e\",\"texts\":[\"hi\"]}");
        assertThat(floats.body().at("/data/0/embedding/1").asDouble()).isEqualTo(-1.0);
        assertThat(floats.body().at("/usage/total_tokens").asInt()).isEqualTo(2);
        assertThat(encoded.body().at("/data/0/embedding").asText()).isEqualTo("AAAAPwAAgL8=");
        assertThat(tokens.status()).isEqualTo(400);
        assertThat(tokens.body().at("/error/param").asText()).isEqualTo("input[0]");
    }
}
