package io.triade.orchestration.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.orchestration.Client;
import io.triade.orchestration.Client.Answer;
import io.triade.orchestration.Neighbours;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A run is a thing: started once, followed from any offset, read, listed, cancelled.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class RunsIT {
    private final Client ana = Client.of("acme", "runs");

    private static String body(String text) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}]}";
    }

    private Answer start(String text, String... headers) {
        var request = ana.json("/v1/runs").POST(BodyPublishers.ofString(body(text)));
        return Client.send(headers.length == 0 ? request : request.headers(headers));
    }

    @Test
    void answersWithTheRunOnceItHasEnded() {
        Answer answer = start("one two three");

        assertThat(answer.status()).isEqualTo(200);
        JsonNode run = answer.body();
        String id = run.path("id").asText();
        assertThat(id).matches("r_[0-9a-z]{26}");
        assertThat(answer.raw().headers().firstValue("location")).contains("/v1/runs/" + id);
        assertThat(run.path("state").asText()).isEqualTo("succeeded");
        assertThat(run.path("output").asText()).isEqualTo("one two three ");
        assertThat(run.path("lastOffset").asInt()).isEqualTo(6);
        assertThat(run.path("attempts").asInt()).isEqualTo(1);
        assertThat(run.path("onDisconnect").asText()).isEqualTo("continue");
        assertThat(ana.get("/v1/runs/" + id).body()).isEqualTo(run);
    }

    @Test
    void givesEveryReaderTheSameEventsFromAnyOffset() {
        String id;
        List<JsonNode> first;
        try (var stream = ana.run(body("slow 30"))) {
            JsonNode started = stream.next();
            id = started.path("runId").asText();
            first = new ArrayList<>(List.of(started));
            first.addAll(stream.rest());
        }

        assertThat(first).hasSize(33);
        for (int after : new int[] {0, 1, 2, 17, 32, 33, 99}) {
            try (var again = ana.follow(id, after)) {
                assertThat(again.rest()).isEqualTo(first.subList(Math.min(after, 33), 33));
            }
        }
    }

    @Test
    void followsARunThatIsStillGoingOn() {
        try (var stream = ana.run(body("slow 50"))) {
            String id = stream.next().path("runId").asText();
            try (var other = ana.follow(id, 1)) {
                assertThat(other.rest()).isEqualTo(stream.rest());
            }
        }
    }

    @Test
    void waitsNoLongerThanPreferred() {
        Answer async = start("slow 30", "prefer", "respond-async");
        assertThat(async.status()).isEqualTo(202);
        assertThat(async.raw().headers().firstValue("retry-after")).isPresent();
        assertThat(async.raw().headers().firstValue("preference-applied")).contains("respond-async");
        assertThat(async.body().path("state").asText()).isEqualTo("running");

        Answer late = start("stall 1", "prefer", "wait=1");
        assertThat(late.status()).isEqualTo(202);
        assertThat(late.body().path("output").asText()).isEqualTo("w1 ");
        assertThat(ana.delete("/v1/runs/" + late.body().path("id").asText())
                        .body()
                        .path("state")
                        .asText())
                .isEqualTo("cancelled");

        Answer ended = Client.send(
                ana.request("/v1/runs/" + async.body().path("id").asText()).header("prefer", "wait=5"));
        assertThat(ended.body().path("state").asText()).isEqualTo("succeeded");
    }

    @Test
    void isNamedBeforeItSaysAnything() {
        long begun = System.nanoTime();
        try (var stream = ana.run(body("late 3000 good morning"))) {
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(2_900));
            String id = stream.response().headers().firstValue("x-run-id").orElseThrow();
            assertThat(ana.get("/v1/runs/" + id).body().path("state").asText()).isEqualTo("running");
            assertThat(stream.rest())
                    .hasSize(5)
                    .allMatch(event -> event.path("offset").asInt() > 0);
        }
    }

    @Test
    void staysWhereItWasNamedAndThenRefused() {
        try (var stream = ana.run(body("late 2000 refuse 422 unknown-model"))) {
            assertThat(stream.response().statusCode()).isEqualTo(200);
            String id = stream.response().headers().firstValue("x-run-id").orElseThrow();
            assertThat(stream.rest()).singleElement().satisfies(event -> {
                assertThat(event.path("type").asText()).isEqualTo("failed");
                assertThat(event.path("problem").path("status").asInt()).isEqualTo(422);
            });
            assertThat(ana.get("/v1/runs/" + id).body().path("state").asText()).isEqualTo("failed");
        }
    }

    @Test
    void isKnownToItsReadersWhileItIsSilent() {
        try (var stream = ana.run(body("stall 0"))) {
            String id = stream.next().path("runId").asText();
            long begun = System.nanoTime();
            try (var other = ana.follow(id, 1)) {
                assertThat(other.response().statusCode()).isEqualTo(200);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
            }
            ana.delete("/v1/runs/" + id);
        }
    }

    @Test
    void isStartedOnceForOneIdempotencyKey() {
        Answer first = start("once", "idempotency-key", "k-1");
        Answer again = start("once", "idempotency-key", "k-1");
        Answer other = start("twice", "idempotency-key", "k-1");

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.raw().headers().firstValue("idempotency-replayed")).contains("true");
        assertThat(first.raw().headers().firstValue("idempotency-replayed")).isEmpty();
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.body().path("type").asText()).isEqualTo("/problems/idempotency-key-reused");
        Answer neighbour = Client.send(Client.of("acme", "somebody-else")
                .json("/v1/runs")
                .header("idempotency-key", "k-1")
                .POST(BodyPublishers.ofString(body("once"))));
        assertThat(neighbour.body().path("id")).isNotEqualTo(first.body().path("id"));
    }

    @Test
    void isOneRunForTwinsAtTheSameInstant() throws Exception {
        for (int round = 0; round < 10; round++) {
            String key = "twins-" + round;
            Callable<Answer> start = () -> start("twins", "idempotency-key", key);
            var ids = new HashSet<String>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var twin : threads.invokeAll(java.util.Collections.nCopies(16, start))) {
                    assertThat(twin.get().status()).isEqualTo(200);
                    assertThat(twin.get().body().path("output").asText()).isEqualTo("twins ");
                    ids.add(twin.get().body().path("id").asText());
                }
            }
            assertThat(ids).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"refuse 422 unknown-model, 422", "refuse 429 model-throttled, 429", "refuse 503 model-unavailable, 503"
    })
    void doesNotBurnTheKeyOfAStartThatWasRefused(String text, int status) {
        Answer refused = start(text, "idempotency-key", "refused-" + status);
        assertThat(refused.status()).isEqualTo(status);

        Answer other = start("now it works", "idempotency-key", "refused-" + status);

        assertThat(other.status()).isEqualTo(200);
        assertThat(other.body().path("state").asText()).isEqualTo("succeeded");
    }

    @Test
    void isStartedOnceUnderTheIdThatTheEdgeChose() {
        String id = "r_01jd00000000000000000000aa";
        Answer first = start("chosen", "x-run-id", id);
        Answer again = start("chosen", "x-run-id", id);

        assertThat(first.body().path("id").asText()).isEqualTo(id);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(start("another", "x-run-id", id).status()).isEqualTo(422);
        assertThat(start("x", "x-run-id", "../r_1").status()).isEqualTo(422);
    }

    @Test
    void isCancelledOnceAndStaysAsItIs() {
        try (var stream = ana.run(body("stall 3"))) {
            String id = stream.next().path("runId").asText();

            Answer cancelled = ana.delete("/v1/runs/" + id);
            Answer again = ana.delete("/v1/runs/" + id);

            assertThat(cancelled.status()).isEqualTo(200);
            assertThat(cancelled.body().path("state").asText()).isEqualTo("cancelled");
            assertThat(cancelled.body().path("output").asText()).isEqualTo("w1 w2 w3 ");
            assertThat(again.body()).isEqualTo(cancelled.body());
            assertThat(stream.rest().getLast().path("type").asText()).isEqualTo("cancelled");
            await().until(() -> Client.leftAt(id) > 0);
        }
    }

    @Test
    void listsRunsTheNewestFirstInPagesAndByState() {
        var bruno = Client.of("acme", "lists-runs");
        for (int i = 0; i < 5; i++) bruno.post("/v1/runs", body("n" + i));
        bruno.post("/v1/runs", body("fail 1"));

        JsonNode first = bruno.get("/v1/runs?limit=2").body();
        JsonNode second = bruno.get(
                        "/v1/runs?limit=10&cursor=" + first.path("next").asText())
                .body();

        assertThat(first.path("items")).hasSize(2);
        assertThat(first.path("items").path(0).path("state").asText()).isEqualTo("failed");
        assertThat(second.path("items")).hasSize(4);
        assertThat(second.has("next")).isFalse();
        assertThat(bruno.get("/v1/runs?state=failed").body().path("items")).hasSize(1);
        assertThat(bruno.get("/v1/runs?state=nonsense").body().path("detail").asText())
                .isEqualTo("state must be queued, running, waiting, succeeded, failed or cancelled.");
        assertThat(bruno.get("/v1/runs?sessionId=s_none").body().path("items")).isEmpty();
    }

    @Test
    void looksAtSoMuchOfALongHistoryForOnePageAndNoMore() {
        // Given
        var carla = Client.of("acme", "lists-many-runs");
        carla.post("/v1/runs", body("fail 1"));
        for (int i = 0; i < 210; i++) carla.post("/v1/runs", body("n" + i));

        // When
        JsonNode first = carla.get("/v1/runs?state=failed").body();
        JsonNode second = carla.get(
                        "/v1/runs?state=failed&cursor=" + first.path("next").asText())
                .body();

        // Then
        assertThat(first.path("items")).isEmpty();
        assertThat(second.path("items")).hasSize(1);
        assertThat(second.has("next")).isFalse();
    }

    /// The runs' requests, which lie in the same items, are more than DynamoDB reads at once.
    @Test
    void listsRunsWhoseRequestsAreLong() {
        var dora = Client.of("acme", "lists-large-runs");
        for (int i = 0; i < 12; i++) dora.post("/v1/runs", body("long 1 " + noise(190_000)));

        JsonNode page = dora.get("/v1/runs?limit=10").body();

        assertThat(page.path("items")).hasSize(10);
        assertThat(dora.get("/v1/runs?limit=10&cursor=" + page.path("next").asText())
                        .body()
                        .path("items"))
                .hasSize(2);
    }

    /// Text that packing makes no shorter than its bits.
    private static String noise(int bytes) {
        var noise = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(noise);
        return Base64.getEncoder().encodeToString(noise);
    }

    @Test
    void saysThatNothingIsKeptOfADirectCompletion() {
        Answer answer = ana.get("/v1/runs/d_019ac00000000123456789abcdef");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body().path("detail").asText()).startsWith("Nothing is kept of d_019ac");
    }

    @Test
    void belongsToItsOwnerAlone() {
        String id = start("mine").body().path("id").asText();

        for (Client other : List.of(Client.of("acme", "another"), Client.of("globex", "runs"))) {
            assertThat(other.get("/v1/runs/" + id).status()).isEqualTo(404);
            assertThat(other.delete("/v1/runs/" + id).status()).isEqualTo(404);
            assertThat(other.get("/v1/runs/" + id + "/events").status()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/runs/r_00000000000000000000000000, 404",
        "/v1/runs/nonsense, 404",
        "/v1/runs/nonsense/events, 404",
        "/v1/runs/r_00000000000000000000000000/events?after=x, 422",
        "/v1/runs/r_00000000000000000000000000/events?after=-1, 422"
    })
    void refusesWhatIsNotThere(String path, int status) {
        assertThat(ana.get(path).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 422",
                "{\"messages\":[]} | 422",
                "{\"messages\":[{\"role\":\"robot\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}]} | 422",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}],\"onDisconnect\":\"explode\"} | 422",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}],\"extra\":1} | 422",
                "not json | 400"
            })
    void refusesABadRequestAndStoresNothing(String body, int status) {
        var careless = Client.of("acme", "careless");

        assertThat(careless.post("/v1/runs", body).status()).isEqualTo(status);
        assertThat(careless.get("/v1/runs").body().path("items")).isEmpty();
    }
}
