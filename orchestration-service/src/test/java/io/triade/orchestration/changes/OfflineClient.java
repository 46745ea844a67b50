package io.triade.orchestration.changes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.triade.orchestration.Client;
import io.triade.orchestration.Client.Answer;
import io.triade.orchestration.changes.Mutation.Create;
import io.triade.orchestration.changes.Mutation.Delete;
import io.triade.orchestration.changes.Mutation.Edit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// A client that works offline for a while and then sends what it did, as docs/offline-sync.md tells it to.
final class OfflineClient {
    private static final List<String> RESOLUTIONS = List.of("fail", "overwrite", "merge");

    final Replica replica;
    final List<String> conflicts = new ArrayList<>();

    private final String name;
    private final Client client;
    private final Random random;
    private final Deque<Mutation> queue = new ArrayDeque<>();

    /// Versions that this client's own changes made since it was last told: later ones of the same queue are based
    /// on them.
    private final Map<String, Long> mine = new TreeMap<>();

    private int made;

    OfflineClient(String name, Client client, Random random) {
        this.name = name;
        this.client = client;
        this.random = random;
        this.replica = new Replica(client, 4 + random.nextInt(40));
    }

    /// Does something, and sees it at once, though nobody else does.
    void work() {
        var known = new ArrayList<>(replica.sessions.keySet());
        queue.forEach(mutation -> {
            if (mutation instanceof Create create) known.add(create.id());
            if (mutation instanceof Delete delete) known.remove(delete.id());
        });
        int what = random.nextInt(10);
        if (known.isEmpty() || what < 3) {
            queue.add(new Create("s_%s%024d".formatted(name, made++) + random.nextInt(10), text()));
            return;
        }
        String id = known.get(random.nextInt(known.size()));
        long base = replica.version(id);
        if (what < 5) {
            queue.add(new Delete(id, base, RESOLUTIONS.get(random.nextInt(2))));
            return;
        }
        String title = what < 8 || what == 9 ? text() : null;
        String model = what >= 8 ? text() : null;
        queue.add(new Edit(id, title, model, base, RESOLUTIONS.get(random.nextInt(3))));
    }

    /// Sends everything, each to be answered as the model says, and then fetches what others did.
    void sync(Model model) {
        while (!queue.isEmpty()) send(model, based(queue.poll()));
        mine.clear();
        replica.pull();
    }

    private Mutation based(Mutation mutation) {
        Long version = mine.get(mutation.id());
        if (version == null) return mutation;
        return switch (mutation) {
            case Create create -> create;
            case Edit(String id, String title, String model, long _, String resolution) ->
                new Edit(id, title, model, version, resolution);
            case Delete(String id, long _, String resolution) -> new Delete(id, version, resolution);
        };
    }

    private void send(Model model, Mutation mutation) {
        Model.Entry before = model.entries.get(mutation.id());
        int expected = model.apply(mutation);
        Answer answer = answer(mutation);
        // As if the first answer had been lost: the same again changes nothing.
        if (random.nextInt(6) == 0 && expected < 300) answer = repeated(model, mutation, answer);
        if (answer.status() != expected && !(expected == 201 && answer.status() == 200)) {
            throw new AssertionError("%s: %s was answered with %d, not %d, on %s: %s"
                    .formatted(
                            name,
                            mutation,
                            answer.status(),
                            expected,
                            before,
                            answer.raw().body()));
        }
        if (answer.status() == 412) {
            conflict(mutation, answer.body().path("current"), model.entries.get(mutation.id()));
        } else if (answer.status() < 300 && answer.body().has("version")) {
            mine.put(mutation.id(), answer.body().path("version").asLong());
            replica.session(answer.body());
        }
    }

    /// Only what is told on its base can be repeated: to overwrite twice is to change twice.
    private Answer repeated(Model model, Mutation mutation, Answer first) {
        if (mutation instanceof Edit edit && !edit.resolution().equals("fail")) return first;
        int expected = model.apply(mutation);
        Answer again = answer(mutation);
        if (again.status() != expected) {
            throw new AssertionError("%s: repeated %s was answered with %d".formatted(name, mutation, again.status()));
        }
        return again;
    }

    /// It is seen, with what is there instead, and what is there is what this client knows from now on.
    private void conflict(Mutation mutation, JsonNode current, Model.Entry entry) {
        boolean same = current.path("version").asLong() == entry.versions().all()
                && current.has("deletedAt") == entry.deleted()
                && current.path("title").asText("").equals(entry.title() == null ? "" : entry.title());
        if (!same) throw new AssertionError("%s: conflict of %s shows %s".formatted(name, mutation, current));
        conflicts.add(mutation + " against " + current);
        if (entry.deleted()) replica.tombstone(current);
        else replica.session(current);
    }

    private Answer answer(Mutation mutation) {
        String path = "/v1/sessions/" + mutation.id();
        return switch (mutation) {
            case Create create -> client.put(path, body(create.title(), null));
            case Edit edit ->
                client.patch(path + "?resolution=" + edit.resolution(), body(edit.title(), edit.model()), edit.base());
            case Delete delete -> client.delete(path + "?resolution=" + delete.resolution(), delete.base());
        };
    }

    private static String body(String title, String model) {
        var body = JsonNodeFactory.instance.objectNode();
        if (title != null) body.put("title", title);
        if (model != null) body.put("model", model);
        return body.toString();
    }

    /// Few enough that two sometimes do the same.
    private String text() {
        return "text " + random.nextInt(6);
    }
}
