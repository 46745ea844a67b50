package io.triade.orchestration.channels;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.orchestration.Client;
import io.triade.orchestration.Neighbours;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Channels as callers use them: who hears whom.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class ChannelsIT {
    private final Client ana = Client.of("acme", "ana");
    private final Client amir = Client.of("acme", "amir");
    private final Client bruno = Client.of("globex", "ana");

    /// A listener that hears everything said after it was opened.
    private record Ear(BufferedReader lines) implements AutoCloseable {
        static Ear of(Client client, String channel, String filter) throws Exception {
            String query = filter == null ? "" : "?filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8);
            var request = client.request("/v1/channels/" + channel + "/messages" + query)
                    .header("accept", "text/event-stream")
                    .build();
            var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            var ear = new Ear(new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8)));
            assertThat(ear.lines.readLine()).isEqualTo(": listening");
            return ear;
        }

        JsonNode next() throws IOException {
            String line = lines.readLine();
            while (line != null && !line.startsWith("data: ")) line = lines.readLine();
            return new ObjectMapper().readTree(line.substring("data: ".length()));
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    private static int say(Client client, String channel, String data) {
        return client.post("/v1/channels/" + channel + "/messages", "{\"data\":" + data + "}")
                .status();
    }

    @Test
    void bringsAMessageToEveryListenerOfTheTenantAndToNoOther() throws Exception {
        try (var here = Ear.of(ana, "shared:news", null);
                var there = Ear.of(amir, "shared:news", null);
                var elsewhere = Ear.of(bruno, "shared:news", null)) {
            assertThat(say(bruno, "shared:news", "\"of globex\"")).isEqualTo(202);
            assertThat(say(amir, "shared:news", "{\"n\":1}")).isEqualTo(202);

            for (Ear ear : List.of(here, there)) {
                JsonNode message = ear.next();
                assertThat(message.path("channel").asText()).isEqualTo("shared:news");
                assertThat(message.at("/data/n").asInt()).isEqualTo(1);
                assertThat(message.path("from").asText()).isEqualTo("amir");
                assertThat(message.has("at")).isTrue();
            }
            assertThat(elsewhere.next().path("data").asText()).isEqualTo("of globex");
        }
    }

    @Test
    void keepsAPrincipalsOwnChannelToItself() throws Exception {
        try (var own = Ear.of(ana, "me:inbox", null);
                var other = Ear.of(amir, "me:inbox", null)) {
            say(ana, "me:inbox", "\"for ana\"");
            say(amir, "me:inbox", "\"for amir\"");

            assertThat(own.next().path("data").asText()).isEqualTo("for ana");
            assertThat(other.next().path("data").asText()).isEqualTo("for amir");
        }
    }

    @Test
    void letsAFilterChoose() throws Exception {
        try (var ear = Ear.of(ana, "shared:filtered", "{\"kind\":[\"b\",\"c\"]}")) {
            for (String kind : List.of("a", "b", "a", "c")) say(ana, "shared:filtered", "{\"kind\":\"" + kind + "\"}");

            assertThat(ear.next().at("/data/kind").asText()).isEqualTo("b");
            assertThat(ear.next().at("/data/kind").asText()).isEqualTo("c");
        }
    }

    @Test
    void tellsASessionsOwnerOfItsTurns() throws Exception {
        String session = ana.session();
        try (var ear = Ear.of(ana, "session:" + session, null)) {
            String turn = ana.ask(session, "hello").body().path("id").asText();

            JsonNode started = ear.next();
            JsonNode ended = ear.next();
            assertThat(started.at("/data/type").asText()).isEqualTo("turn-started");
            assertThat(ended.at("/data/type").asText()).isEqualTo("turn-ended");
            assertThat(List.of(started, ended))
                    .allMatch(notice -> notice.at("/data/turnId").asText().equals(turn));
        }
        assertThat(amir.get("/v1/channels/session:" + session + "/messages").status())
                .isEqualTo(404);
        assertThat(say(ana, "session:" + session, "1")).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"shared:a/b, 404", "nonsense, 422", "admin:x, 403", "SHARED:x, 422", "shared:, 422", "session:none, 404"
    })
    void refusesOtherNames(String channel, int status) {
        assertThat(ana.get("/v1/channels/" + channel + "/messages").status()).isEqualTo(status);
    }

    @Test
    void refusesWhatIsTooLongOrNoMessage() {
        assertThat(say(ana, "shared:x", "\"" + "x".repeat(40_000) + "\"")).isEqualTo(422);
        assertThat(ana.post("/v1/channels/shared:x/messages", "{}").status()).isEqualTo(422);
        assertThat(ana.post("/v1/channels/shared:x/messages", "{\"data\":1,\"more\":2}")
                        .status())
                .isEqualTo(422);
    }
}
