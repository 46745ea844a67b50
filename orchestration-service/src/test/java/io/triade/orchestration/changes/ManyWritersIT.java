package io.triade.orchestration.changes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.orchestration.Client;
import io.triade.orchestration.Neighbours;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Readers that go on from their cursor while many write, and get no second chance to see a change.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class ManyWritersIT {
    private static final int WRITERS = 8;
    private static final int READERS = 3;
    private static final int CHANGES = 40;

    private final Client ana = Client.of("acme", "many-writers");

    @Test
    @Timeout(120)
    void neverPassAChangeBy() throws Exception {
        // Given
        var readers = new ArrayList<Replica>();
        for (int i = 0; i < READERS; i++) {
            var reader = new Replica(ana, 1 + 10 * i);
            reader.pull();
            readers.add(reader);
        }
        String busy = ana.post("/v1/sessions", "{\"title\":\"Busy\"}")
                .body()
                .path("id")
                .asText();
        var writing = new AtomicBoolean(true);

        // When
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var polls = new ArrayList<java.util.concurrent.Future<Integer>>();
            for (Replica reader : readers) {
                polls.add(threads.submit(() -> {
                    int pulls = 0;
                    for (; writing.get(); pulls++) reader.pull();
                    return pulls;
                }));
            }
            var writers = new ArrayList<Callable<Void>>();
            for (int i = 0; i < WRITERS; i++) writers.add(() -> write(busy));
            try {
                for (var written : threads.invokeAll(writers)) written.get();
            } finally {
                writing.set(false);
            }
            for (var poll : polls) assertThat(poll.get()).isPositive();
        }

        // Then
        Map<String, JsonNode> truth = new TreeMap<>();
        String cursor = "";
        while (cursor != null) {
            JsonNode page = ana.get("/v1/sessions?limit=100" + cursor).body();
            page.path("items").forEach(session -> truth.put(session.path("id").asText(), session));
            cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : null;
        }
        for (Replica reader : readers) {
            reader.pull();
            assertThat(reader.sessions).isEqualTo(truth);
            assertThat(reader.turns.values())
                    .hasSize(WRITERS * 2)
                    .allMatch(turn -> turn.path("state").asText().equals("succeeded"));
        }
    }

    private Void write(String busy) {
        var random = ThreadLocalRandom.current();
        var own = new ArrayList<String>();
        for (int i = 0; i < CHANGES; i++) {
            int what = random.nextInt(10);
            if (i % 20 == 10) {
                assertThat(ana.ask(busy, "untitled " + i).status()).isEqualTo(200);
            } else if (own.isEmpty() || what < 4) {
                own.add(ana.session());
            } else if (what < 8) {
                String id = own.get(random.nextInt(own.size()));
                assertThat(ana.patch("/v1/sessions/" + id, "{\"title\":\"" + i + "\"}")
                                .status())
                        .isEqualTo(200);
            } else {
                String id = own.remove(random.nextInt(own.size()));
                assertThat(ana.delete("/v1/sessions/" + id).status()).isEqualTo(204);
            }
        }
        return null;
    }
}
