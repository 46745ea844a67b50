package io.triade.orchestration.changes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.orchestration.Client;
import io.triade.orchestration.Neighbours;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Random histories of clients that work offline, against the model. `-Dhistories.seed` and `-Dhistories` run one
/// again.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class HistoriesIT {
    private static final int AT_ONCE = 4;

    private final AtomicInteger conflicts = new AtomicInteger();
    private final AtomicInteger changes = new AtomicInteger();

    @Test
    @Timeout(180)
    void loseNothingShowEveryConflictAndEndAlikeEverywhere() throws Exception {
        int histories = Integer.getInteger("histories", 1_000);
        long first = Long.getLong("histories.seed", System.nanoTime());
        var all = new ArrayList<Callable<Void>>();
        for (int i = 0; i < histories; i++) {
            long seed = first + i;
            all.add(() -> history(seed));
        }

        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (var ended : threads.invokeAll(all)) {
                try {
                    ended.get();
                } catch (ExecutionException failed) {
                    threads.shutdownNow();
                    throw new AssertionError(failed.getCause().getMessage(), failed.getCause());
                }
            }
        }

        System.out.printf(
                "%d histories from seed %d: %d changes were made offline, %d of them in conflict%n",
                histories, first, changes.get(), conflicts.get());
        if (histories >= 100) assertThat(conflicts.get()).isGreaterThan(histories / 10);
    }

    private Void history(long seed) {
        var random = new Random(seed);
        var client = Client.of("histories", Long.toUnsignedString(seed, 36));
        var model = new Model();
        var clients = new ArrayList<OfflineClient>();
        for (String name : List.of("a", "b", "c").subList(0, 2 + random.nextInt(2))) {
            clients.add(new OfflineClient(name, client, random));
        }
        try {
            // The same base for all, then some time apart.
            for (int i = random.nextInt(3); i > 0; i--) clients.getFirst().work();
            clients.forEach(each -> each.sync(model));
            for (int round = random.nextInt(4) == 0 ? 2 : 1; round > 0; round--) {
                for (OfflineClient each : clients) {
                    for (int i = random.nextInt(4); i > 0; i--) {
                        each.work();
                        changes.incrementAndGet();
                    }
                }
                Collections.shuffle(clients, random);
                clients.forEach(each -> each.sync(model));
            }
            clients.forEach(each -> {
                each.sync(model);
                assertAlike(model, each.replica);
                conflicts.addAndGet(each.conflicts.size());
            });
        } catch (RuntimeException | AssertionError failed) {
            throw new AssertionError(
                    "history -Dhistories=1 -Dhistories.seed=%d: %s".formatted(seed, failed.getMessage()), failed);
        }
        return null;
    }

    private static void assertAlike(Model model, Replica replica) {
        model.entries.forEach((id, entry) -> {
            JsonNode session = replica.sessions.get(id);
            boolean alike = entry.deleted()
                    ? session == null
                    : session != null
                            && session.path("version").asLong()
                                    == entry.versions().all()
                            && Objects.equals(
                                    entry.title(), session.path("title").asText(null))
                            && Objects.equals(
                                    entry.model(), session.path("model").asText(null));
            if (!alike) throw new AssertionError("%s is %s and not %s".formatted(id, session, entry));
        });
        replica.sessions.keySet().forEach(id -> {
            if (!model.entries.containsKey(id)) throw new AssertionError(id + " is nobody's");
        });
    }
}
