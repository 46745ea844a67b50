package io.triade.prompt.generations;

import static io.triade.prompt.Caller.call;
import static io.triade.prompt.Caller.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.prompt.LocalAws;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(LocalAws.class)
class TokenCountIT {
    private static final String JSON = "application/json";

    @Test
    void countsWhatGoesInAsTheModelWould() {
        // The echo model counts words: those of the system text, the messages, and a tool's input and result.
        call(JSON)
                .body("""
                        {"model":"local.echo-v1","system":"Be kind.","messages":[\
                        {"role":"user","content":[{"type":"text","text":"one two three"}]},\
                        {"role":"assistant","content":[\
                        {"type":"tool-use","toolUseId":"t1","name":"look","input":{"a":1}}]},\
                        {"role":"user","content":[\
                        {"type":"tool-result","toolUseId":"t1","status":"success","content":"found it"}]}],\
                        "toolConfig":{"tools":[{"name":"look","inputSchema":{"type":"object"}}]}}""")
                .post("/v1/token-counts")
                .then()
                .statusCode(200)
                .body("model", equalTo("local.echo-v1"))
                .body("inputTokens", is(2 + 3 + 2 + 2));
    }

    @Test
    void generatesNothing() {
        String run = "r_counted";

        call(JSON)
                .body(question("local.echo-v1", "one two").replace("r_1", run))
                .post("/v1/token-counts")
                .then()
                .statusCode(200);

        assertThat(LocalAws.generations(run)).contains("\"started\":0");
    }

    @Test
    void refusesWhatAGenerationWouldBeRefused() {
        call(JSON)
                .body(question("no.such-model", "one"))
                .post("/v1/token-counts")
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/unknown-model"));
        call(JSON)
                .body(question("local.echo-v1", " "))
                .post("/v1/token-counts")
                .then()
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/messages/0/content/0/text"));
    }
}
