package io.triade.orchestration.changes;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.orchestration.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What an offline client keeps: sessions, turns and deletions by id, as the changes told it, and how far it has come.
final class Replica {
    final Map<String, JsonNode> sessions = new TreeMap<>();
    final Map<String, JsonNode> turns = new TreeMap<>();
    final Map<String, JsonNode> tombstones = new TreeMap<>();

    private final Client client;
    private final int limit;
    String cursor;

    Replica(Client client) {
        this(client, 100);
    }

    Replica(Client client, int limit) {
        this.client = client;
        this.limit = limit;
    }

    /// Fetches until there is no more.
    ///
    /// @return what was told, as it was told
    List<JsonNode> pull() {
        var told = new ArrayList<JsonNode>();
        boolean everything = cursor == null;
        JsonNode page;
        do {
            String since = cursor == null ? "" : "&since=" + cursor;
            var answer = client.get("/v1/sessions/changes?limit=" + limit + since);
            if (answer.status() != 200) throw new AssertionError(answer.raw().body());
            page = answer.body();
            page.path("items").forEach(item -> {
                told.add(item);
                take(item);
            });
            cursor = page.path("cursor").asText();
        } while (page.path("more").asBoolean());
        if (everything) dropWhatDidNotCome(told);
        return told;
    }

    private void dropWhatDidNotCome(List<JsonNode> told) {
        var listed = told.stream().map(item -> item.at("/session/id").asText()).toList();
        sessions.keySet().retainAll(listed);
    }

    void take(JsonNode item) {
        switch (item.path("type").asText()) {
            case "session" -> session(item.path("session"));
            case "turn" -> turns.put(item.at("/turn/id").asText(), item.path("turn"));
            case "turn-removed" -> turns.remove(item.path("turnId").asText());
            case "tombstone" -> tombstone(item.path("tombstone"));
            default -> throw new AssertionError(item.toString());
        }
    }

    void session(JsonNode session) {
        String id = session.path("id").asText();
        if (version(session) > version(sessions.get(id)) && version(session) > version(tombstones.get(id))) {
            sessions.put(id, session);
        }
    }

    void tombstone(JsonNode tombstone) {
        String id = tombstone.path("id").asText();
        tombstones.put(id, tombstone);
        sessions.remove(id);
        turns.values().removeIf(turn -> turn.path("sessionId").asText().equals(id));
    }

    long version(String id) {
        return version(sessions.get(id));
    }

    private static long version(JsonNode known) {
        return known == null ? 0 : known.path("version").asLong();
    }
}
