package io.triade.orchestration.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.orchestration.Client;
import io.triade.orchestration.Client.Answer;
import io.triade.orchestration.Neighbours;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class SessionsIT {
    @Test
    void createsReadsRenamesAndDeletesASession() {
        var ana = Client.of("acme", "sessions-1");

        Answer created = ana.post("/v1/sessions", "{\"title\":\"Reset keys\",\"model\":\"local.echo-v1\"}");
        String id = created.body().path("id").asText();
        String path = "/v1/sessions/" + id;

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.raw().headers().firstValue("location")).contains(path);
        assertThat(ana.get(path).body()).isEqualTo(created.body());
        Answer renamed = ana.patch(path, "{\"title\":\"Chaves\"}");
        assertThat(renamed.status()).isEqualTo(200);
        assertThat(renamed.body().path("title").asText()).isEqualTo("Chaves");
        assertThat(renamed.body().path("model").asText()).isEqualTo("local.echo-v1");
        assertThat(ana.get(path).body()).isEqualTo(renamed.body());
        assertThat(ana.delete(path).status()).isEqualTo(204);
        assertThat(ana.get(path).status()).isEqualTo(404);
        assertThat(ana.delete(path).status()).isEqualTo(404);
        assertThat(ana.patch(path, "{\"title\":\"again\"}").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"TAG | 304", "W/TAG | 304", "'\"99\", TAG' | 304", "* | 304", "\"99\" | 200"})
    void tellsWhoKnowsItThatItIsStillTheSame(String condition, int status) {
        var ana = Client.of("acme", "sessions-6");
        String path = "/v1/sessions/" + ana.session();
        String tag = ana.get(path).raw().headers().firstValue("etag").orElseThrow();

        Answer answer = Client.send(ana.request(path)
                .header("if-none-match", condition.replace("TAG", tag))
                .GET());

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.raw().headers().firstValue("etag")).hasValue(tag);
        assertThat(answer.raw().body().isEmpty()).isEqualTo(status == 304);
    }

    @Test
    void listsTheMostRecentlyUsedFirstInPages() {
        // Given
        var bea = Client.of("acme", "sessions-2");
        var ids = new ArrayList<String>();
        for (int i = 0; i < 7; i++) ids.addFirst(bea.session());
        String oldest = ids.removeLast();
        assertThat(bea.ask(oldest, "hello").status()).isEqualTo(200);
        ids.addFirst(oldest);

        // When
        var seen = new ArrayList<String>();
        String cursor = "";
        int pages = 0;
        do {
            Answer page = bea.get("/v1/sessions?limit=3" + cursor);
            assertThat(page.status()).isEqualTo(200);
            page.body()
                    .path("items")
                    .forEach(session -> seen.add(session.path("id").asText()));
            cursor = page.body().has("next")
                    ? "&cursor=" + page.body().path("next").asText()
                    : null;
            pages++;
        } while (cursor != null);

        // Then
        assertThat(seen).isEqualTo(ids);
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void saysNothingOfANextPageWhenThereIsNone() {
        var cleo = Client.of("acme", "sessions-3");
        for (int i = 0; i < 2; i++) cleo.session();

        JsonNode page = cleo.get("/v1/sessions?limit=2").body();

        assertThat(page.path("items")).hasSize(2);
        assertThat(page.has("next")).isFalse();
    }

    @Test
    void takesItsTurnsAlongWhenItIsDeleted() {
        var dora = Client.of("acme", "sessions-4");
        String id = dora.session();
        String turn = "";
        for (int i = 0; i < 30; i++) {
            turn = dora.ask(id, "question " + i).body().path("id").asText();
        }
        assertThat(dora.turns(id)).hasSize(30);

        assertThat(dora.delete("/v1/sessions/" + id).status()).isEqualTo(204);

        assertThat(dora.get("/v1/sessions/" + id + "/turns").status()).isEqualTo(404);
        assertThat(dora.get("/v1/sessions/" + id + "/turns/" + turn).status()).isEqualTo(404);
        assertThat(dora.ask(id, "anybody there?").status()).isEqualTo(404);
        assertThat(dora.get("/v1/sessions").body().path("items")).isEmpty();
    }

    @Test
    void namesASessionAfterItsFirstAnswerUnlessItsOwnerDid() {
        var eva = Client.of("acme", "sessions-5");
        String unnamed = eva.session();
        String named = eva.post("/v1/sessions", "{\"title\":\"Mine\"}")
                .body()
                .path("id")
                .asText();
        String hopeless = eva.session();

        eva.ask(unnamed, "Keys and how to reset them");
        eva.ask(named, "Keys and how to reset them");
        eva.ask(hopeless, "untitled questions stay without a made title");

        await().untilAsserted(() -> assertThat(titles(eva, List.of(unnamed, named, hopeless)))
                .containsExactly("About Keys", "Mine", "untitled questions stay without a made title"));
    }

    private static List<String> titles(Client client, List<String> ids) {
        return ids.stream()
                .map(id -> client.get("/v1/sessions/" + id).body().path("title").asText())
                .toList();
    }
}
