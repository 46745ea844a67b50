package io.triade.api.published;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.api.routes.RouteTable;
import io.triade.api.routes.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The committed document is what the parts make together. `-Dcontract.update=true` commits to a change.
class PublishedDocumentTest {
    private static final Path COMMITTED = Path.of("../docs/api/openapi.json");

    private static String assembled() {
        return PublishedDocument.assemble(
                Path.of("src/main/openapi/edge.yaml"),
                Map.of(
                        Tier.ORCHESTRATION, Path.of("../orchestration-service/target/openapi/openapi.json"),
                        Tier.PROMPT, Path.of("../prompt-service/target/openapi/openapi.json")));
    }

    private static JsonNode committed() throws IOException {
        return new ObjectMapper().readTree(COMMITTED.toFile());
    }

    @Test
    void isWhatTheTiersTheContractsAndTheEdgeSayTogether() throws IOException {
        String assembled = assembled();
        if (Boolean.getBoolean("contract.update")) Files.writeString(COMMITTED, assembled);

        assertThat(Files.readString(COMMITTED))
                .as("docs/api/openapi.json; after a wanted change run with -Dcontract.update=true")
                .isEqualTo(assembled);
    }

    @Test
    void namesEveryRelayedOperation() throws IOException {
        JsonNode paths = committed().path("paths");

        assertThat(RouteTable.routes())
                .allMatch(route -> paths.path(route.path())
                        .path(route.method().name().toLowerCase(Locale.ROOT))
                        .has("operationId"));
    }

    @Test
    void refersToNothingThatIsNotThere() throws IOException {
        JsonNode document = committed();

        assertThat(document.findValuesAsText("$ref"))
                .isNotEmpty()
                .allMatch(reference -> !document.at(reference.substring(1)).isMissingNode());
    }

    @Test
    void givesEachOperationAnIdOfItsOwn() throws IOException {
        var ids = committed().findValuesAsText("operationId");

        assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
    }

    @Test
    void tellsRunEventsApartByTheirType() throws IOException {
        JsonNode event = committed().at("/components/schemas/RunEvent");

        assertThat(event.at("/discriminator/propertyName").asText()).isEqualTo("type");
        assertThat(event.path("oneOf")).hasSameSizeAs(event.at("/discriminator/mapping"));
    }
}
