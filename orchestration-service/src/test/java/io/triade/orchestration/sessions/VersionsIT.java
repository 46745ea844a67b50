package io.triade.orchestration.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.f4b6a3.ulid.UlidCreator;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.orchestration.Client;
import io.triade.orchestration.Client.Answer;
import io.triade.orchestration.Neighbours;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class VersionsIT {
    private final Client ana = Client.of("acme", "versions");

    @Test
    void countsAVersionForEachChangeOfWhatASessionShows() {
        Answer created = ana.post("/v1/sessions", "{}");
        String path = path(created);

        assertThat(version(created)).isEqualTo(1);
        assertThat(tag(created)).isEqualTo("\"1\"");
        assertThat(version(ana.patch(path, "{\"model\":\"local.echo-v1\"}"))).isEqualTo(2);
        assertThat(ana.ask(id(created), "Keys and how to reset them").status()).isEqualTo(200);
        // The turn was its use, and its title came of it.
        await().untilAsserted(() -> assertThat(version(ana.get(path))).isEqualTo(4));
        assertThat(tag(ana.get(path))).isEqualTo("\"4\"");
    }

    @Test
    void refusesAChangeOnAnOldVersionAndShowsTheCurrentState() {
        Answer created = ana.post("/v1/sessions", "{\"title\":\"First\"}");
        String path = path(created);
        Answer others = ana.patch(path, "{\"title\":\"Theirs\"}", 1);

        Answer refused = ana.patch(path, "{\"title\":\"Mine\"}", 1);

        assertConflict(refused);
        assertThat(refused.body().path("current")).isEqualTo(others.body());
        assertThat(ana.get(path).body()).isEqualTo(others.body());
        assertThat(ana.patch(path, "{\"title\":\"Mine\"}", 2)
                        .body()
                        .path("version")
                        .asLong())
                .isEqualTo(3);
    }

    @Test
    void takesAChangeThatIsAlreadyMadeForMade() {
        Answer created = ana.post("/v1/sessions", "{}");
        Answer first = ana.patch(path(created), "{\"title\":\"Once\"}", 1);

        Answer again = ana.patch(path(created), "{\"title\":\"Once\"}", 1);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
    }

    @Test
    void mergesWhatOthersDidNotTouch() {
        Answer created = ana.post("/v1/sessions", "{\"title\":\"First\"}");
        String path = path(created);
        ana.patch(path, "{\"model\":\"theirs\"}", 1);

        Answer merged = ana.patch(path + "?resolution=merge", "{\"title\":\"Mine\"}", 1);
        Answer refused = ana.patch(path + "?resolution=merge", "{\"title\":\"Mine too\",\"model\":\"mine\"}", 1);

        assertThat(merged.status()).isEqualTo(200);
        assertThat(merged.body().path("title").asText()).isEqualTo("Mine");
        assertThat(merged.body().path("model").asText()).isEqualTo("theirs");
        assertConflict(refused);
        assertThat(refused.body().path("current")).isEqualTo(merged.body());
    }

    @Test
    void overwritesWhenTold() {
        Answer created = ana.post("/v1/sessions", "{\"title\":\"First\"}");
        String path = path(created);
        ana.patch(path, "{\"title\":\"Theirs\",\"model\":\"theirs\"}", 1);

        Answer written = ana.patch(path + "?resolution=overwrite", "{\"title\":\"Mine\"}", 1);

        assertThat(written.body().path("title").asText()).isEqualTo("Mine");
        assertThat(written.body().path("model").asText()).isEqualTo("theirs");
        assertThat(version(written)).isEqualTo(3);
    }

    @Test
    void deletesOnlyTheVersionThatWasSeenUnlessTold() {
        Answer created = ana.post("/v1/sessions", "{}");
        String path = path(created);
        ana.ask(id(created), "untitled: something to keep");

        assertConflict(ana.delete(path, 1));
        assertThat(ana.get(path).status()).isEqualTo(200);
        assertThat(ana.delete(path + "?resolution=overwrite", 1).status()).isEqualTo(204);
        assertThat(ana.get(path).status()).isEqualTo(404);
    }

    @Test
    void letsTwoAgreeThatASessionIsDeleted() {
        Answer created = ana.post("/v1/sessions", "{}");

        assertThat(ana.delete(path(created), 1).status()).isEqualTo(204);
        assertThat(ana.delete(path(created), 1).status()).isEqualTo(204);
        assertThat(ana.delete(path(created)).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fail", "merge", "overwrite"})
    void neverBringsBackWhatIsDeleted(String resolution) {
        Answer created = ana.post("/v1/sessions", "{\"title\":\"Secret\"}");
        ana.delete(path(created), 1);

        Answer refused = ana.patch(path(created) + "?resolution=" + resolution, "{\"title\":\"Mine\"}", 1);

        assertConflict(refused);
        assertThat(refused.body().path("current").path("id").asText()).isEqualTo(id(created));
        assertThat(refused.body().path("current").path("version").asLong()).isEqualTo(2);
        assertThat(refused.body().path("current").has("deletedAt")).isTrue();
        assertThat(refused.raw().body()).doesNotContain("Secret");
        assertConflict(ana.put(path(created), "{\"title\":\"Secret\"}"));
    }

    @Test
    void createsUnderTheClientsIdAsOftenAsItTakes() {
        String path = "/v1/sessions/" + newId();

        Answer created = ana.put(path, "{\"title\":\"Offline\"}");
        Answer renamed = ana.patch(path, "{\"title\":\"Renamed\"}");
        Answer again = ana.put(path, "{\"title\":\"Offline\"}");
        Answer other = ana.put(path, "{\"title\":\"Another\"}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.raw().headers().firstValue("location")).contains(path);
        assertThat(tag(created)).isEqualTo("\"1\"");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(renamed.body());
        assertConflict(other);
        assertThat(other.body().path("current")).isEqualTo(renamed.body());
    }

    @Test
    void givesTwoOwnersTheSameIdWithoutTellingThemOfEachOther() {
        String path = "/v1/sessions/" + newId();
        var bruno = Client.of("globex", "versions");

        assertThat(ana.put(path, "{\"title\":\"Ana's\"}").status()).isEqualTo(201);
        assertThat(bruno.patch(path, "{\"title\":\"x\"}", 1).status()).isEqualTo(404);
        assertThat(bruno.put(path, "{\"title\":\"Bruno's\"}").status()).isEqualTo(201);
        assertThat(ana.get(path).body().path("title").asText()).isEqualTo("Ana's");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            7           |       | if-match
            W/"1"       |       | if-match
            "1", "2"    |       | if-match
            "x"         |       | if-match
            "1"         | mine  | resolution
                        | merge | resolution
            *           | merge | resolution
            """)
    void refusesABaseItCannotRead(String ifMatch, String resolution, String pointer) {
        String path = path(ana.post("/v1/sessions", "{}")) + (resolution == null ? "" : "?resolution=" + resolution);
        var change =
                ana.json(path).method("PATCH", java.net.http.HttpRequest.BodyPublishers.ofString("{\"title\":\"x\"}"));
        if (ifMatch != null) change.header("if-match", ifMatch);

        Answer refused = Client.send(change);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body().at("/errors/0/pointer").asText()).isEqualTo(pointer);
    }

    @Test
    void refusesAnIdThatIsNoneAndAMergedDeletion() {
        Answer created = ana.post("/v1/sessions", "{}");

        assertThat(ana.put("/v1/sessions/mine", "{}").status()).isEqualTo(422);
        assertThat(ana.put("/v1/sessions/" + newId(), "").status()).isEqualTo(400);
        assertThat(ana.delete(path(created) + "?resolution=merge", 1).status()).isEqualTo(422);
        assertThat(ana.get(path(created)).status()).isEqualTo(200);
    }

    private static void assertConflict(Answer refused) {
        assertThat(refused.status()).as(refused.raw().body()).isEqualTo(412);
        assertThat(refused.body().path("type").asText()).isEqualTo("/problems/version-conflict");
        assertThat(refused.body().path("current").path("id").asText()).startsWith("s_");
    }

    private static String newId() {
        return "s_" + UlidCreator.getUlid().toString().toLowerCase(Locale.ROOT);
    }

    private static String id(Answer session) {
        return session.body().path("id").asText();
    }

    private static String path(Answer session) {
        return "/v1/sessions/" + id(session);
    }

    private static long version(Answer session) {
        return session.body().path("version").asLong();
    }

    private static String tag(Answer session) {
        return session.raw().headers().firstValue("etag").orElse("");
    }
}
