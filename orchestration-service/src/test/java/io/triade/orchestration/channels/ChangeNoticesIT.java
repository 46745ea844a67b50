package io.triade.orchestration.channels;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.contracts.access.Principal;
import io.triade.contracts.changes.ChangeNotice;
import io.triade.orchestration.Client;
import io.triade.orchestration.Neighbours;
import io.triade.orchestration.tables.Owner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What an edge hears of changes, whoever makes them.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class ChangeNoticesIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Client ana = Client.of("acme", "ana");

    /// An edge that hears everything from when it was made.
    private record Edge(BufferedReader lines) implements AutoCloseable {
        static Edge listening() throws Exception {
            var request = Client.of(ChangeNotice.LISTENER.tenant(), ChangeNotice.LISTENER.subject(), Set.of())
                    .request(ChangeNotice.PATH)
                    .build();
            var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            var edge = new Edge(new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8)));
            assertThat(edge.next()).isEqualTo(ChangeNotice.ALIVE);
            return edge;
        }

        ChangeNotice next() throws IOException {
            String line = lines.readLine();
            while (line != null && !line.startsWith("data: ")) line = lines.readLine();
            return JSON.readValue(String.valueOf(line).substring("data: ".length()), ChangeNotice.class);
        }

        /// Reads on until all of these have been told.
        void hears(String... things) throws IOException {
            var left = new HashSet<>(Set.of(things));
            while (!left.isEmpty()) {
                ChangeNotice notice = next();
                if (notice.owner().equals("acme#ana")) notice.things().forEach(left::remove);
            }
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    @Test
    void tellsOfASessionsLife() throws Exception {
        try (var edge = Edge.listening()) {
            String id = ana.session();
            edge.hears("session:" + id, "sessions");
            ana.patch("/v1/sessions/" + id, "{\"title\":\"another\"}");
            edge.hears("session:" + id, "sessions");
            ana.delete("/v1/sessions/" + id);
            edge.hears("session:" + id, "sessions", "within:" + id, "runs");
        }
    }

    @Test
    void tellsOfATurnsBeginningAndEnd() throws Exception {
        String session = ana.session();
        try (var edge = Edge.listening()) {
            String turn = ana.ask(session, "hello").body().path("id").asText();
            edge.hears("run:" + turn, "runs", "session:" + session, "sessions");
            edge.hears("run:" + turn, "runs", "session:" + session, "sessions");
        }
    }

    @Test
    void saysThatItIsThere() throws Exception {
        try (var edge = Edge.listening()) {
            ChangeNotice notice = edge.next();
            while (!notice.equals(ChangeNotice.ALIVE)) notice = edge.next();
            assertThat(notice.things()).isEmpty();
        }
    }

    @Test
    void tellsNobodyWhoIsNoEdge() {
        assertThat(ana.get(ChangeNotice.PATH).status()).isEqualTo(403);
        assertThat(Client.of(ChangeNotice.LISTENER.tenant(), ChangeNotice.LISTENER.subject())
                        .get(ChangeNotice.PATH)
                        .status())
                .as("with a role that an edge has not")
                .isEqualTo(403);
    }

    @Test
    void writesAnOwnerAsTheStoreDoes() {
        for (String subject : new String[] {"ana", "a#b", "a%23b", "%"}) {
            var principal = new Principal("ac#me", subject, Set.of(), Set.of(), Set.of());
            assertThat(principal.ownerKey()).isEqualTo(Owner.of(principal).key());
        }
    }
}
