package io.triade.prompt.generations;

import static io.restassured.RestAssured.given;
import static io.triade.prompt.Caller.call;
import static io.triade.prompt.Caller.question;
import static io.triade.prompt.Caller.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.prompt.LocalAws;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(LocalAws.class)
class GenerationIT {
    private static final String JSON = "application/json";

    @Test
    void answersWholeWhenNobodyAsksForAStream() {
        for (String accept : new String[] {JSON, "*/*"}) {
            call(accept)
                    .body(question("local.echo-v1", "one two"))
                    .post("/v1/generations")
                    .then()
                    .statusCode(200)
                    .contentType(startsWith(JSON))
                    .body("runId", equalTo("r_1"))
                    .body("model", equalTo("local.echo-v1"))
                    .body("content", equalTo(java.util.List.of(java.util.Map.of("type", "text", "text", "one two"))))
                    .body("stopReason", equalTo("end_turn"))
                    .body("usage.inputTokens", is(2))
                    .body("usage.outputTokens", is(2));
        }
    }

    @Test
    void usesTheDefaultModelAndNamesTheRun() {
        call(JSON)
                .body("""
                        {"messages":[{"role":"user","content":[{"type":"text","text":"hi"}]}]}""")
                .post("/v1/generations")
                .then()
                .statusCode(200)
                .body("model", equalTo("local.echo-v1"))
                .body("runId", startsWith("d_"));
    }

    @Test
    void putsTheRenderedPromptAndTheSystemTextBeforeTheQuestion() {
        // Given: the echo model counts every word of the input
        int bare = inputTokens("");
        int prompted = inputTokens("""
                "prompt":{"name":"default"},""");
        int both = inputTokens("""
                "prompt":{"name":"default","version":1,"variables":{"language":"Portuguese","sentences":2}},\
                "system":"Be kind.",""");

        assertThat(bare).isEqualTo(1);
        assertThat(prompted).isEqualTo(1 + 19);
        assertThat(both).isEqualTo(prompted + 3 + 5 + 2);
    }

    @Test
    void answersInTheFormThatWasAskedForWholeAndStreamed() {
        String body = """
                {"model":"local.echo-v1","messages":[{"role":"user","content":[\
                {"type":"text","text":"#tool reply {\\"city\\":\\"Lima\\",\\"more\\":null}"}]}],\
                "outputFormat":{"name":"reply","schema":{"type":"object"}}}""";
        call(JSON)
                .body(body)
                .post("/v1/generations")
                .then()
                .statusCode(200)
                .body(
                        "content",
                        equalTo(java.util.List.of(
                                java.util.Map.of("type", "text", "text", "{\"city\":\"Lima\",\"more\":null}"))))
                .body("stopReason", equalTo("end_turn"));
        String streamed =
                call("text/event-stream").body(body).post("/v1/generations").asString();
        assertThat(streamed)
                .contains("text-delta", "Lima", "\"stopReason\":\"end_turn\"")
                .doesNotContain("tool-requested");
    }

    @Test
    void takesAHistoryWithToolsWhereNoneAreOfferedAnyMore() {
        String body = """
                {"model":"local.echo-v1","messages":[\
                {"role":"user","content":[{"type":"text","text":"look"}]},\
                {"role":"assistant","content":[{"type":"tool-use","toolUseId":"t1","name":"look","input":{}}]},\
                {"role":"user","content":[\
                {"type":"tool-result","toolUseId":"t1","status":"success","content":"found"}]}]}""";

        call(JSON).body(body).post("/v1/generations").then().statusCode(200).body("content[0].text", equalTo("found"));
    }

    @Test
    void refusesAFormThatHasTheNameOfATool() {
        call(JSON)
                .body("""
                        {"messages":[{"role":"user","content":[{"type":"text","text":"hi"}]}],\
                        "outputFormat":{"name":"look","schema":{"type":"object"}},\
                        "toolConfig":{"tools":[{"name":"look","inputSchema":{"type":"object"}}]}}""")
                .post("/v1/generations")
                .then()
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/outputFormat/name"));
    }

    @Test
    void passesOnParameters() {
        call(JSON)
                .body("""
                        {"model":"local.echo-v1","parameters":{"maxTokens":2,"temperature":0.5,"topP":0.9},\
                        "messages":[{"role":"user","content":[{"type":"text","text":"one two three"}]}]}""")
                .post("/v1/generations")
                .then()
                .statusCode(200)
                .body("content[0].text", startsWith("one two"))
                .body("stopReason", equalTo("max_tokens"));
    }

    @Test
    void takesAConversationWithToolResultsAndNeighboursOfOneRole() {
        call(JSON)
                .body("""
                        {"model":"local.echo-v1","messages":[\
                        {"role":"user","content":[{"type":"text","text":"a"}]},\
                        {"role":"user","content":[{"type":"text","text":"b"}]},\
                        {"role":"assistant","content":[\
                        {"type":"tool-use","toolUseId":"t1","name":"look","input":{"deep":[1,2.5,null,true]}}]},\
                        {"role":"user","content":[\
                        {"type":"tool-result","toolUseId":"t1","status":"success","content":"found"}]}],\
                        "toolConfig":{"tools":[{"name":"look","description":"Looks.","inputSchema":{"type":"object"}}]}}""")
                .post("/v1/generations")
                .then()
                .statusCode(200)
                .body("content[0].text", containsString("found"));
    }

    @Test
    void triesAThrottledModelAgain() {
        call(JSON)
                .body(question("local.script-v1", "throttle twice for a document"))
                .post("/v1/generations")
                .then()
                .statusCode(200)
                .body("content[0].text", equalTo("Served after two throttles."));
    }

    @Test
    void saysWhenTheModelIsThrottledForLong() {
        call(JSON)
                .body(question("local.script-v1", "throttle me"))
                .post("/v1/generations")
                .then()
                .statusCode(429)
                .header("retry-after", is("1"))
                .body("type", equalTo("/problems/model-throttled"));
    }

    @Test
    void givesUpAtTheCallersDeadline() {
        call(JSON)
                .header("x-timeout-ms", "400")
                .body(question("local.script-v1", "slow story"))
                .post("/v1/generations")
                .then()
                .statusCode(504)
                .body("type", equalTo("/problems/deadline-exceeded"));
    }

    @Test
    void refusesWhoeverHasNoTokenOfOurs() {
        String body = question("local.echo-v1", "hi");
        given().contentType(JSON)
                .body(body)
                .post("/v1/generations")
                .then()
                .statusCode(401)
                .header("www-authenticate", is("Bearer"))
                .body("type", equalTo("/problems/unauthenticated"));
        given().contentType(JSON)
                .header("Authorization", "Bearer " + token(Duration.ofMinutes(-5), LocalAws.SECRET))
                .body(body)
                .post("/v1/generations")
                .then()
                .statusCode(401)
                .body("type", equalTo("/problems/token-expired"));
        given().contentType(JSON)
                .header("Authorization", "Bearer " + token(Duration.ofMinutes(1), LocalAws.SECRET + "!"))
                .body(body)
                .post("/v1/generations")
                .then()
                .statusCode(401)
                .body("type", equalTo("/problems/unauthenticated"));
    }

    @Test
    void isReadyAndMeasuresModels() {
        call(JSON).body(question("local.echo-v1", "hi")).post("/v1/generations");
        given().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
        given().get("/q/health/started").then().statusCode(200);
        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("gen_ai_client_token_usage"))
                .body(containsString("gen_ai_client_operation_duration"))
                .body(containsString("gen_ai_client_active"))
                .body(not(containsString("acme")));
    }

    private static int inputTokens(String more) {
        return call(JSON)
                .body("""
                        {%s"model":"local.echo-v1","messages":[{"role":"user","content":[{"type":"text","text":"hi"}]}]}""".formatted(more))
                .post("/v1/generations")
                .then()
                .statusCode(200)
                .extract()
                .path("usage.inputTokens");
    }
}
