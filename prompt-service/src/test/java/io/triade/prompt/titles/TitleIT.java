package io.triade.prompt.titles;

import static io.triade.prompt.Caller.call;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.prompt.LocalAws;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(LocalAws.class)
class TitleIT {
    private static final String JSON = "application/json";

    @Test
    void makesOneCleanLineOfWhatTheModelSays() {
        call(JSON).body("""
                {"text":"\\"Resetting a {router}\\"\\nand more"}""").post("/v1/titles").then().statusCode(200).body("title", equalTo("Resetting a {router}"));
    }

    @Test
    void saysWhyThereIsNoTitle() {
        title("local.script-v1", "throttle me", 429, "/problems/model-throttled");
        title("local.script-v1", "nothing matches this", 422, "/problems/model-refused");
        title("no.such-model", "hello", 422, "/problems/unknown-model");
        title("local.echo-v1", " ", 422, "/problems/invalid-field");
    }

    @Test
    void listsTheModelsThatMayBeNamed() {
        call(JSON)
                .get("/v1/models")
                .then()
                .statusCode(200)
                .body("items[0].id", equalTo("local.echo-v1"))
                .body("items[0].standard", is(true))
                .body("items.id", hasItem("local.smollm2-135m-v1"))
                .body("items.notice", hasItem("local dev model: real text, often wrong"));
    }

    private static void title(String model, String text, int status, String type) {
        call(JSON)
                .body("""
                        {"model":"%s","text":"%s"}""".formatted(model, text))
                .post("/v1/titles")
                .then()
                .statusCode(status)
                .body("type", equalTo(type));
    }
}
