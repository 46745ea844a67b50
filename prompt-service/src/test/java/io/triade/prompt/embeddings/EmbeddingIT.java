package io.triade.prompt.embeddings;

import static io.triade.prompt.Caller.call;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.prompt.LocalAws;
import java.util.Collections;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(LocalAws.class)
class EmbeddingIT {
    private static final String MODEL = "local.minilm-l6-v1";

    @Test
    void givesAVectorForEachTextInTheirOrder() {
        // Given: more texts than calls at a time, two of them the same
        String texts = "\"one\",\"two\",\"three\",\"four\",\"five\",\"six\",\"seven\",\"eight\",\"nine\",\"one\"";

        var answer = call("application/json")
                .body("{\"model\":\"%s\",\"texts\":[%s]}".formatted(MODEL, texts))
                .post("/v1/embeddings")
                .then()
                .statusCode(200)
                .body("model", equalTo(MODEL))
                .body("vectors", hasSize(10))
                .body("vectors[0]", hasSize(384))
                .body("inputTokens", greaterThan(9));

        java.util.List<Float> first = answer.extract().path("vectors[0]");
        answer.body("vectors[9]", equalTo(first));
    }

    @Test
    void listsTheModelsThatEmbedApart() {
        call("application/json").get("/v1/models").then().statusCode(200).body("embeddings.id", contains(MODEL));
    }

    @Test
    void refusesWhatIsPastItsLimitsOrNoModelOfItsOwn() {
        refused("{\"model\":\"local.echo-v1\",\"texts\":[\"a\"]}", "unknown-model", "that embeds");
        refused("{\"model\":\"%s\",\"texts\":[\" \"]}".formatted(MODEL), "invalid-field", "/texts/0");
        refused("{\"model\":\"%s\",\"texts\":[\"a\"],\"dimensions\":5000}".formatted(MODEL), "invalid-field", "4096");
        refused("{\"model\":\"%s\",\"texts\":[\"a\"],\"dimensions\":5}".formatted(MODEL), "model-refused", "384");
        String many = String.join(",", Collections.nCopies(2049, "\"a\""));
        refused("{\"model\":\"%s\",\"texts\":[%s]}".formatted(MODEL, many), "invalid-field", "2048");
    }

    private static void refused(String body, String slug, String detail) {
        call("application/json")
                .body(body)
                .post("/v1/embeddings")
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/" + slug))
                .body("detail", containsString(detail));
    }
}
