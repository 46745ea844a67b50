package io.triade.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadInputTest {
    private static final String SIGNATURE =
            "AWS4-HMAC-SHA256 Credential=id/20260101/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=00";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new RunningGateway();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static HttpResponse<String> post(String path, byte[] body) throws Exception {
        var request = HttpRequest.newBuilder(gateway.uri(path))
                .header("authorization", SIGNATURE)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SerializationException | line 1                | {"messages":
                    SerializationException | can not be converted  | []
                    SerializationException | can not be converted  | "text"
                    SerializationException | 'messages'            | {"messages":"hi"}
                    SerializationException | 'messages.0'          | {"messages":["hi"]}
                    SerializationException | 'messages.0.content'  | {"messages":[{"role":"user","content":"hi"}]}
                    SerializationException | content.0.text        | {"messages":[{"role":"user","content":[{"text":7}]}]}
                    SerializationException | not valid JSON        | {"messages":[]} trailing
                    ValidationException | start with a user        | {}
                    ValidationException | start with a user        | {"messages":[]}
                    ValidationException | start with a user        | {"messages":null}
                    ValidationException | messages.0.role          | {"messages":[{"content":[{"text":"hi"}]}]}
                    ValidationException | [user, assistant]        | {"messages":[{"role":"bot","content":[{"text":"hi"}]}]}
                    ValidationException | start with a user        | {"messages":[{"role":"assistant","content":[{"text":"hi"}]}]}
                    ValidationException | alternate                | {"messages":[{"role":"user","content":[{"text":"a"}]},{"role":"user","content":[{"text":"b"}]}]}
                    ValidationException | last turn                | {"messages":[{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[{"toolUse":{"toolUseId":"t","name":"n","input":{}}}]}]}
                    ValidationException | messages.0 is empty      | {"messages":[{"role":"user","content":[]}]}
                    ValidationException | is blank                 | {"messages":[{"role":"user","content":[{"text":" "}]}]}
                    ValidationException | one of the following     | {"messages":[{"role":"user","content":[{"txt":"hi"}]}]}
                    ValidationException | document                 | {"messages":[{"role":"user","content":[{"document":{"name":"n"}}]}]}
                    ValidationException | toolConfig               | {"messages":[{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[{"toolUse":{"toolUseId":"t","name":"n","input":{}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"t","content":[{"text":"r"}]}}]}]}
                    ValidationException | exceeds the number       | {"messages":[{"role":"user","content":[{"toolResult":{"toolUseId":"t","content":[{"text":"r"}]}}]}]}
                    """)
    void isRefusedWithTheErrorOfAws(String type, String message, String body) throws Exception {
        var answer = post("/model/local.echo-v1/converse", body.getBytes(StandardCharsets.UTF_8));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("x-amzn-ErrorType")).contains(type);
        assertThat(answer.headers().firstValue("x-amzn-RequestId")).isPresent();
        assertThat(answer.body()).startsWith("{\"message\":").contains(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ValidationException    | greater than or equal to 1 | "inferenceConfig":{"maxTokens":0}
                    SerializationException | Integer                    | "inferenceConfig":{"maxTokens":"10"}
                    SerializationException | Integer                    | "inferenceConfig":{"maxTokens":1.5}
                    SerializationException | Integer                    | "inferenceConfig":{"maxTokens":99999999999}
                    ValidationException    | less than or equal to 1    | "inferenceConfig":{"temperature":1.1}
                    ValidationException    | greater than or equal to 0 | "inferenceConfig":{"topP":-0.1}
                    ValidationException    | stopSequences.0            | "inferenceConfig":{"stopSequences":[""]}
                    ValidationException    | guardrail                  | "guardrailConfig":{"guardrailIdentifier":"g"}
                    ValidationException    | system.0.text              | "system":[{"text":""}]
                    ValidationException    | toolConfig.tools           | "toolConfig":{}
                    ValidationException    | toolConfig.tools           | "toolConfig":{"tools":[]}
                    ValidationException    | pattern                    | "toolConfig":{"tools":[{"toolSpec":{"name":"a b","inputSchema":{"json":{"type":"object"}}}}]}
                    ValidationException    | inputSchema                | "toolConfig":{"tools":[{"toolSpec":{"name":"a"}}]}
                    ValidationException    | one of the following: obj  | "toolConfig":{"tools":[{"toolSpec":{"name":"a","inputSchema":{"json":{"type":"array"}}}}]}
                    ValidationException    | not among                  | "toolConfig":{"tools":[{"toolSpec":{"name":"a","inputSchema":{"json":{"type":"object"}}}}],"toolChoice":{"tool":{"name":"b"}}}
                    ValidationException    | more than once             | "toolConfig":{"tools":[{"toolSpec":{"name":"a","inputSchema":{"json":{"type":"object"}}}},{"toolSpec":{"name":"a","inputSchema":{"json":{"type":"object"}}}}]}
                    """)
    void isRefusedBesideAGoodConversation(String type, String message, String field) throws Exception {
        var body = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]," + field + "}";

        var answer = post("/model/local.echo-v1/converse-stream", body.getBytes(StandardCharsets.UTF_8));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("x-amzn-ErrorType")).contains(type);
        assertThat(answer.body()).contains(message);
    }

    @Test
    void isToleratedWhereAwsToleratesIt() throws Exception {
        var body =
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\",\"extra\":1},{\"cachePoint\":{\"type\":"
                        + "\"default\"}}]}],\"unknown\":{},\"system\":null,\"inferenceConfig\":{\"topK\":3,\"maxTokens\":null}}";

        var answer = post("/model/local.echo-v1/converse", body.getBytes(StandardCharsets.UTF_8));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"text\":\"hi\"");
    }

    @Test
    void survivesHalfACharacterAndDeepNesting() throws Exception {
        var half = post(
                "/model/local.echo-v1/converse",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"a\\ud83c b\"}]}]}"
                        .getBytes(StandardCharsets.UTF_8));
        var deep = post("/model/local.echo-v1/converse", "[".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        var noUtf8 = post("/model/local.echo-v1/converse", new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'});

        assertThat(half.body()).contains("\"text\":\"a? b\"");
        assertThat(deep.headers().firstValue("x-amzn-ErrorType")).contains("SerializationException");
        assertThat(noUtf8.headers().firstValue("x-amzn-ErrorType")).contains("SerializationException");
    }

    @Test
    void refusesABodyOverTheLimit() throws Exception {
        var answer = post("/model/local.echo-v1/converse", new byte[25_000_001]);

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("x-amzn-ErrorType")).contains("ValidationException");
    }

    @ParameterizedTest
    @CsvSource({
        "/model/local.echo-v1/nothing, UnknownOperationException, 404",
        "/model/converse, UnknownOperationException, 404",
        "/model//converse, ValidationException, 400",
        "/model/%ff%zz/converse, ValidationException, 400",
        "/model/a b/converse, ValidationException, 400",
        "/model/arn%3Aaws%3As3%3A%3A%3Aecho/converse, ValidationException, 400",
        "/model/amazon.nova-pro-v1%3A0/converse, ResourceNotFoundException, 404",
        "/model/local.echo-v1/invoke, ValidationException, 400",
        "/model/local.letters-v1/invoke, ValidationException, 400",
        "/model/local.letters-v1/invoke-with-response-stream, ValidationException, 400",
        "/model/local.echo-v1/count-tokens, ValidationException, 400",
    })
    void refusesPathsAndModels(String path, String type, int status) throws Exception {
        var answer = post(path.replace(" ", "%20").replace("%zz", "%25zz"), "{}".getBytes(StandardCharsets.UTF_8));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("x-amzn-ErrorType")).contains(type);
    }

    @Test
    void wantsASignature() throws Exception {
        var unsigned = HTTP.send(
                HttpRequest.newBuilder(gateway.uri("/model/local.echo-v1/converse"))
                        .POST(BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofString());
        var incomplete = HTTP.send(
                HttpRequest.newBuilder(gateway.uri("/model/local.echo-v1/converse"))
                        .header("authorization", "Basic YTpi")
                        .POST(BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(unsigned.statusCode()).isEqualTo(403);
        assertThat(unsigned.headers().firstValue("x-amzn-ErrorType")).contains("MissingAuthenticationTokenException");
        assertThat(incomplete.headers().firstValue("x-amzn-ErrorType")).contains("IncompleteSignatureException");
    }

    @Test
    void keepsScriptsThatAreWrongOut() throws Exception {
        var answer = post(
                "/_local/scripts", "[{\"match\":{\"contains\":\"x\"},\"stepz\":[]}]".getBytes(StandardCharsets.UTF_8));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("stepz");
    }
}
