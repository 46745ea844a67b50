package io.triade.systemtests.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import io.triade.systemtests.Caller;
import io.triade.systemtests.SuiteExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the processes of the edge keep of GraphQL's answers, and how soon they learn that it holds no more: though a
/// part of the messages between the replicas behind them is lost.
@ExtendWith(SuiteExtension.class)
class KeptAnswersIT {
    private static final int CHANGES = Replicas.scale(20, 200);

    /// `maxAge` of a session, and a moment.
    private static final Duration BOUND = Duration.ofSeconds(11);

    private final Replicas replicas;

    KeptAnswersIT(Replicas replicas) {
        this.replicas = replicas;
    }

    private static Response ask(Caller caller, String id) {
        return caller.request()
                .body(Map.of("query", "query($id: ID!) { session(id: $id) { title } }", "variables", Map.of("id", id)))
                .post("/graphql");
    }

    private static String title(Caller caller, String id) {
        return ask(caller, id).path("data.session.title");
    }

    private static boolean kept(Caller caller, String id) {
        return String.valueOf(ask(caller, id).header("cache-status")).contains("hit");
    }

    private static Duration until(BooleanSupplier seen) {
        long began = System.nanoTime();
        while (!seen.getAsBoolean()) {
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BOUND.multipliedBy(2));
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static String session(Caller caller) {
        return caller.request()
                .body(Map.of("title", "one"))
                .post("/v1/sessions")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    @Test
    void sparesTheTierAndShowsNobodyWhatIsAnothers() throws Exception {
        var ana = replicas.callerAt(1, "ana");
        var bruno = replicas.callerAt(1, "bruno");
        String id = session(ana);
        until(() -> kept(ana, id));

        double before = reads();
        long hits = 0;
        for (int i = 0; i < 50; i++) if (kept(ana, id)) hits++;
        double spent = reads() - before;

        System.out.printf("kept answers: 50 asked, %d given again, the tier was asked %.0f times%n", hits, spent);
        assertThat(hits + spent).isEqualTo(50);
        assertThat(hits).isGreaterThanOrEqualTo(40);
        assertThat(ask(bruno, id).body().asString())
                .contains("/problems/not-found")
                .doesNotContain("\"one\"");
    }

    /// How often the tier was asked for a session, at all of its processes.
    private double reads() throws Exception {
        double sum = 0;
        for (int number : Replicas.NUMBERS) {
            sum += replicas.metrics(number)
                    .lines()
                    .filter(line -> line.startsWith("http_server_requests_seconds_count")
                            && line.contains("method=\"GET\"")
                            && line.contains("uri=\"/v1/sessions/{sessionId}\""))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
        return sum;
    }

    @Test
    void showsEverywhereWhatWasChangedAnywhere() throws Exception {
        // Given
        var here = replicas.callerAt(1, "ana");
        var there = replicas.callerAt(2, "ana");
        String id = session(here);
        var delays = new ArrayList<Duration>();

        // When
        for (int i = 0; i < CHANGES; i++) {
            var writer = i % 2 == 0 ? here : there;
            var reader = i % 2 == 0 ? there : here;
            until(() -> kept(writer, id));
            until(() -> kept(reader, id));
            String title = "title " + i;
            writer.request()
                    .body(Map.of("title", title))
                    .patch("/v1/sessions/{id}", id)
                    .then()
                    .statusCode(200);
            assertThat(title(writer, id)).as("the process that made the change").isEqualTo(title);
            delays.add(until(() -> title.equals(title(reader, id))));
        }

        // Then
        List<Duration> sorted = delays.stream().sorted().toList();
        System.out.printf(
                "kept answers: %d changes seen at the other process after %s at the median, %s at most%n",
                CHANGES, sorted.get(CHANGES / 2), sorted.getLast());
        assertThat(sorted.getLast()).isLessThan(BOUND);
        assertThat(sorted.get(CHANGES / 2)).isLessThan(Duration.ofMillis(500));
    }
}
