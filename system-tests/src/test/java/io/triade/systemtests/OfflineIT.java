package io.triade.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.Response;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two devices with the same base edit, delete and create offline, then sync in either order, as docs/offline-sync.md
/// tells them to.
@ExtendWith(SuiteExtension.class)
class OfflineIT {
    private final Caller ana;

    OfflineIT(Suite suite) throws IOException, InterruptedException {
        ana = suite.caller("ana");
    }

    /// What one device keeps.
    private final class Device {
        final Map<String, JsonNode> sessions = new TreeMap<>();
        final Map<String, JsonNode> turns = new TreeMap<>();
        private String since;

        void pull() throws IOException {
            JsonNode page;
            do {
                var request = ana.request().queryParam("limit", 3);
                if (since != null) request.queryParam("since", since);
                page = json(request.get("/v1/sessions/changes"), 200);
                for (JsonNode item : page.path("items")) take(item);
                since = page.path("cursor").asText();
            } while (page.path("more").asBoolean());
        }

        private void take(JsonNode item) {
            switch (item.path("type").asText()) {
                case "session" -> sessions.put(item.at("/session/id").asText(), item.path("session"));
                case "tombstone" -> sessions.remove(item.at("/tombstone/id").asText());
                case "turn" -> turns.put(item.at("/turn/id").asText(), item.path("turn"));
                default -> turns.remove(item.path("turnId").asText());
            }
        }

        long version(String id) {
            return sessions.get(id).path("version").asLong();
        }
    }

    /// The base that both know.
    private record Base(Device phone, Device laptop, String edited, String deleted, String both) {}

    private Base base() throws IOException {
        var phone = new Device();
        var laptop = new Device();
        String edited = ana.newSession();
        String deleted = ana.newSession();
        String both = ana.newSession();
        phone.pull();
        laptop.pull();
        assertThat(phone.sessions).isEqualTo(laptop.sessions).containsKeys(edited, deleted, both);
        return new Base(phone, laptop, edited, deleted, both);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void loseNothingAndSeeEveryConflict(boolean phoneFirst) throws IOException {
        // Given
        Base base = base();
        String phones = newId();
        String laptops = newId();

        // When
        if (phoneFirst) {
            phone(base, phones, true);
            laptop(base, laptops, false);
        } else {
            laptop(base, laptops, true);
            phone(base, phones, false);
        }

        // Then
        base.phone.pull();
        base.laptop.pull();
        assertThat(base.phone.sessions).isEqualTo(base.laptop.sessions);
        assertThat(base.phone.turns).isEqualTo(base.laptop.turns);
        assertThat(base.phone.sessions).containsKeys(phones, laptops, base.edited, base.both);
        JsonNode edited = base.phone.sessions.get(base.edited);
        assertThat(edited.path("title").asText()).isEqualTo("by the phone");
        assertThat(edited.path("model").asText()).isEqualTo("local.echo-v1");
        String winner = phoneFirst ? "the phone's" : "the laptop's";
        assertThat(base.phone.sessions.get(base.both).path("title").asText()).isEqualTo(winner);
        assertThat(base.phone.sessions.containsKey(base.deleted)).isEqualTo(phoneFirst);
    }

    /// Renames one, renames what the laptop deletes, and what the laptop renames too.
    private void phone(Base base, String created, boolean first) throws IOException {
        json(ana.request().body(Map.of("title", "new on the phone")).put("/v1/sessions/{id}", created), 201);
        var title = Map.of("title", "by the phone");
        json(on(base.phone, base.edited).body(title).patch("/v1/sessions/{id}?resolution=merge", base.edited), 200);
        Response renamed = on(base.phone, base.deleted).body(title).patch("/v1/sessions/{id}", base.deleted);
        if (first) json(renamed, 200);
        else assertThat(conflict(renamed).has("deletedAt")).isTrue();
        Response both =
                on(base.phone, base.both).body(Map.of("title", "the phone's")).patch("/v1/sessions/{id}", base.both);
        if (first) json(both, 200);
        else assertThat(conflict(both).path("title").asText()).isEqualTo("the laptop's");
    }

    /// Gives one a model, deletes another, renames the third; says something in what it created.
    private void laptop(Base base, String created, boolean first) throws IOException {
        json(ana.request().body(Map.of("title", "new on the laptop")).put("/v1/sessions/{id}", created), 201);
        json(ana.request().body(Map.of("title", "new on the laptop")).put("/v1/sessions/{id}", created), 200);
        try (Answer answer = ana.ask(created, "hello from the laptop")) {
            assertThat(answer.toTheEnd().getLast().type()).isEqualTo("completed");
        }
        var model = Map.of("model", "local.echo-v1");
        json(on(base.laptop, base.edited).body(model).patch("/v1/sessions/{id}?resolution=merge", base.edited), 200);
        Response deleted = on(base.laptop, base.deleted).delete("/v1/sessions/{id}", base.deleted);
        if (first) assertThat(deleted.statusCode()).isEqualTo(204);
        else assertThat(conflict(deleted).path("title").asText()).isEqualTo("by the phone");
        Response both =
                on(base.laptop, base.both).body(Map.of("title", "the laptop's")).patch("/v1/sessions/{id}", base.both);
        if (first) json(both, 200);
        else assertThat(conflict(both).path("title").asText()).isEqualTo("the phone's");
    }

    private io.restassured.specification.RequestSpecification on(Device device, String id) {
        return ana.request().header("If-Match", "\"" + device.version(id) + "\"");
    }

    private static JsonNode conflict(Response answer) throws IOException {
        JsonNode problem = json(answer, 412);
        assertThat(problem.path("type").asText()).isEqualTo("/problems/version-conflict");
        return problem.path("current");
    }

    private static JsonNode json(Response answer, int status) throws IOException {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        return Suite.JSON.readTree(answer.asString());
    }

    private static String newId() {
        var bytes = new byte[13];
        ThreadLocalRandom.current().nextBytes(bytes);
        return "s_" + HexFormat.of().formatHex(bytes);
    }
}
