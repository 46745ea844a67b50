package io.triade.prompt.generations;

import static io.triade.prompt.Caller.call;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.triade.prompt.LocalAws;
import java.io.IOException;
import java.net.Socket;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@QuarkusTestResource(LocalAws.class)
class BadInputIT {
    private static final String HELLO =
            "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]}]";

    static Stream<Arguments> bodies() {
        return Stream.of(
                bad("", 400, "malformed-body"),
                bad("{", 400, "malformed-body"),
                bad("{} {}", 422, "invalid-field"),
                bad("[]", 422, "invalid-field"),
                bad("null", 400, "malformed-body"),
                bad("{}", 422, "invalid-field", "/messages"),
                bad("{\"messages\":[]}", 422, "invalid-field", "/messages"),
                bad("{\"messages\":[null]}", 422, "invalid-field"),
                bad("{\"messages\":\"hi\"}", 422, "invalid-field", "/messages"),
                bad("{\"messages\":[{\"role\":\"user\",\"content\":[]}]}", 422, "invalid-field"),
                bad("{\"messages\":[{\"role\":\"system\",\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}]}", 422),
                bad(
                        message("assistant", "{\"type\":\"text\",\"text\":\"a\"}"),
                        422,
                        "invalid-field",
                        "/messages/0/role"),
                bad(user("{\"type\":\"text\",\"text\":\"  \"}"), 422, "invalid-field", "/messages/0/content/0/text"),
                bad(user("{\"type\":\"text\",\"text\":7}"), 422, "invalid-field", "/messages/0/content/0/text"),
                bad(user("{\"type\":\"text\"}"), 422, "invalid-field", "/messages/0/content/0/text"),
                bad(user("{\"type\":\"video\",\"url\":\"x\"}"), 422, "invalid-field"),
                bad(user("{\"type\":\"text\",\"text\":\"a\",\"extra\":1}"), 422, "invalid-field"),
                bad(
                        user("{\"type\":\"text\",\"text\":\"" + "x".repeat(20_001) + "\"}"),
                        422,
                        "invalid-field",
                        "/messages"),
                bad(user(image("bmp", "AAAA")), 422, "invalid-field", "/messages/0/content/0/format"),
                bad(user(image("png", "not base64!")), 422, "invalid-field", "/messages/0/content/0/base64"),
                bad(user(image("png", "AAAA")), 422, "model-refused"),
                bad(with("\"surprise\":1"), 422, "invalid-field", "/surprise"),
                bad(with("\"model\":\"no.such-model\""), 422, "unknown-model"),
                bad(with("\"model\":7"), 422, "invalid-field", "/model"),
                bad(with("\"runId\":\"a b\""), 422, "invalid-field", "/runId"),
                bad(with("\"system\":\" \""), 422, "invalid-field", "/system"),
                bad(with("\"prompt\":{\"name\":\"nobody\"}"), 422, "unknown-prompt"),
                bad(with("\"prompt\":{\"name\":\"default\",\"version\":7}"), 422, "unknown-prompt"),
                bad(with("\"prompt\":{\"name\":\"a#b\"}"), 422, "invalid-field", "/prompt/name"),
                bad(with("\"prompt\":{\"name\":\"default\",\"version\":0}"), 422, "invalid-field", "/prompt/version"),
                bad(prompted("\"colour\":\"red\""), 422, "invalid-field", "/prompt/variables/colour"),
                bad(prompted("\"sentences\":\"two\""), 422, "invalid-field", "/prompt/variables/sentences"),
                bad(prompted("\"language\":\"Klingon\""), 422, "invalid-field", "/prompt/variables/language"),
                bad(prompted("\"role\":\"" + "x".repeat(501) + "\""), 422, "invalid-field", "/prompt/variables/role"),
                bad(with("\"parameters\":{\"maxTokens\":0}"), 422, "invalid-field", "/parameters/maxTokens"),
                bad(with("\"parameters\":{\"maxTokens\":1.5}"), 422, "invalid-field", "/parameters/maxTokens"),
                bad(with("\"parameters\":{\"maxTokens\":99999999}"), 422, "invalid-field", "/parameters/maxTokens"),
                bad(with("\"parameters\":{\"temperature\":3}"), 422, "invalid-field", "/parameters/temperature"),
                bad(with("\"parameters\":{\"stopSequences\":[\"\"]}"), 422, "invalid-field"),
                bad(with("\"toolConfig\":{\"tools\":[]}"), 422, "invalid-field"),
                bad(
                        tools("{\"name\":\"a b\",\"inputSchema\":{}}", null),
                        422,
                        "invalid-field",
                        "/toolConfig/tools/0/name"),
                bad(tools("{\"name\":\"a\"}", null), 422, "invalid-field", "/toolConfig/tools/0/inputSchema"),
                bad(
                        tools("{\"name\":\"a\",\"inputSchema\":{}}", "tool:b"),
                        422,
                        "invalid-field",
                        "/toolConfig/choice"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void namesTheFieldThatIsWrong(String body, int status, String slug, String pointer) {
        for (String accept : new String[] {"application/json", "text/event-stream"}) {
            var answer = call(accept)
                    .body(body)
                    .post("/v1/generations")
                    .then()
                    .statusCode(status)
                    .contentType("application/problem+json")
                    .body("status", equalTo(status))
                    .body("detail", not(containsString("Exception")))
                    .body("traceId", org.hamcrest.Matchers.hasLength(32));
            if (slug != null) answer.body("type", equalTo("/problems/" + slug));
            if (pointer != null) answer.body("errors.pointer", hasItem(pointer));
        }
    }

    @Test
    void answersARequestWithoutAHostAsAnyOther() throws IOException {
        try (var socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("GET /v1/models HTTP/1.1\r\nConnection: close\r\n\r\n".getBytes(UTF_8));

            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 400")
                    .contains("application/problem+json", "/problems/bad-request", "'Host' header is required");
        }
    }

    @Test
    void refusesOtherMediaTypesMethodsAndPaths() {
        call("application/json")
                .contentType("text/plain")
                .body("hi")
                .post("/v1/generations")
                .then()
                .statusCode(415);
        call("application/xml")
                .body("{" + HELLO + "}")
                .post("/v1/generations")
                .then()
                .statusCode(406);
        call("application/json").get("/v1/generations").then().statusCode(405);
        call("application/json").get("/v1/nothing").then().statusCode(404);
    }

    private static Arguments bad(String body, int status) {
        return bad(body, status, null, null);
    }

    private static Arguments bad(String body, int status, String slug) {
        return bad(body, status, slug, null);
    }

    private static Arguments bad(String body, int status, String slug, String pointer) {
        return Arguments.of(body, status, slug, pointer);
    }

    private static String with(String field) {
        return "{" + field + "," + HELLO + "}";
    }

    private static String prompted(String variable) {
        return with("\"prompt\":{\"name\":\"default\",\"variables\":{" + variable + "}}");
    }

    private static String tools(String tool, String choice) {
        String chosen = choice == null ? "" : ",\"choice\":\"" + choice + "\"";
        return with("\"toolConfig\":{\"tools\":[" + tool + "]" + chosen + "}");
    }

    private static String image(String format, String base64) {
        return "{\"type\":\"image\",\"format\":\"" + format + "\",\"base64\":\"" + base64 + "\"}";
    }

    private static String user(String block) {
        return message("user", block);
    }

    private static String message(String role, String block) {
        return "{\"messages\":[{\"role\":\"" + role + "\",\"content\":[" + block + "]}]}";
    }
}
