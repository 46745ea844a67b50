package io.triade.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Nobody reads, changes, asks in or learns of another owner's session, by whatever name they come.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class TenantsIT {
    @ParameterizedTest
    @CsvSource({
        "globex, bruno",
        "acme, bruno",
        "globex, owner",
        "acme#owner, x",
        "acme, owner#x",
        "acme%23owner, x",
        "acm, e#owner"
    })
    void findsNothingOfAnotherOwners(String tenant, String subject) {
        // Given
        var owner = Client.of("acme", "owner");
        String session = owner.session();
        String turn = owner.ask(session, "secret").body().path("id").asText();
        owner.session();
        String sessionCursor =
                owner.get("/v1/sessions?limit=1").body().path("next").asText();
        owner.ask(session, "second");
        String turnCursor = owner.get("/v1/sessions/" + session + "/turns?limit=1")
                .body()
                .path("next")
                .asText();

        // When
        var other = Client.of(tenant, subject);
        String own = other.session();
        String path = "/v1/sessions/" + session;

        // Then
        assertThat(other.get(path).status()).isEqualTo(404);
        assertThat(other.patch(path, "{\"title\":\"mine\"}").status()).isEqualTo(404);
        assertThat(other.delete(path).status()).isEqualTo(404);
        assertThat(other.get(path + "/turns").status()).isEqualTo(404);
        assertThat(other.get(path + "/turns/" + turn).status()).isEqualTo(404);
        assertThat(other.get("/v1/sessions/" + own + "/turns/" + turn).status()).isEqualTo(404);
        assertThat(other.ask(session, "let me in").status()).isEqualTo(404);
        assertThat(other.get("/v1/sessions?cursor=" + sessionCursor).status()).isEqualTo(422);
        assertThat(other.get("/v1/sessions/" + own + "/turns?cursor=" + turnCursor)
                        .status())
                .isEqualTo(422);
        assertThat(other.post("/v1/sessions/" + own + "/turns", "{\"text\":\"a\",\"parentId\":\"" + turn + "\"}")
                        .status())
                .isEqualTo(422);
        assertThat(other.get("/v1/sessions?limit=100").body().path("items"))
                .extracting(item -> item.path("id").asText())
                .doesNotContain(session);
        assertThat(owner.turns(session)).hasSize(2);
        assertThat(owner.get(path).body().path("title").asText("")).isNotEqualTo("mine");
    }
}
