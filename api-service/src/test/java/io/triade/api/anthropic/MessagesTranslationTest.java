package io.triade.api.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.api.answers.ForeignJson;
import io.triade.api.anthropic.requests.MessagesRequest;
import io.triade.api.anthropic.requests.MessagesTranslation;
import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.Generation;
import io.triade.contracts.generations.Message;
import io.triade.contracts.generations.OutputFormat;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.ProblemException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTranslationTest {
    private static final String USED_A_TOOL = """
            {"model":"m","max_tokens":9,"messages":[
            {"role":"user","content":"look"},
            {"role":"system","content":"Be brief."},
            {"role":"assistant","content":[{"type":"text","text":""},
            {"type":"tool_use","id":"t1","name":"f","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"found"},
            {"type":"image","source":{"type":"base64","media_type":"image/png","data":"aaaa"}}]}]%s}""";
    private static final String HI =
            "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]%s}";

    @ParameterizedTest
    @ValueSource(strings = {"conversation", "tools"})
    void saysTheSameInOurWords(String name) throws IOException {
        JsonNode generation =
                ForeignJson.MAPPER.valueToTree(MessagesTranslation.generation(request(name + ".request.json")));

        assertThat(ForeignJson.MAPPER.readTree(generation.toString())).isEqualTo(json(name + ".generation.json"));
    }

    @Test
    void keepsTheNamesOfWhatItIgnores() throws IOException {
        assertThat(request("conversation.request.json").others())
                .containsOnlyKeys("metadata", "service_tier", "some_beta_field");
    }

    @Test
    void refusesAnAnswerThatWasBegunWhereItIsToBecomeARun() throws IOException {
        MessagesRequest begun = request("conversation.request.json");

        assertThatThrownBy(() -> MessagesTranslation.run(begun)).isInstanceOf(ProblemException.class);
        assertThat(MessagesTranslation.run(request("tools.request.json")).toolConfig())
                .isNotNull();
    }

    @Test
    void saysAWholeAnswerInAnthropicsWordsWithOneToolWhereOneIsAllowed() throws IOException {
        var generation = new Generation(
                "r_1",
                "m",
                List.of(
                        new ContentBlock.Text("Let me look."),
                        new ContentBlock.ToolUse("t1", "weather", Map.of("city", "Recife")),
                        new ContentBlock.ToolUse("t2", "now", Map.of())),
                StopReason.TOOL_USE,
                new TokenUsage(10, 3, 5, 2));

        JsonNode one = written(AnthropicMessage.of(generation, request("tools.request.json")));
        JsonNode all = written(AnthropicMessage.of(generation, request("conversation.request.json")));

        assertThat(one).isEqualTo(json("message.json"));
        assertThat(all.path("content")).hasSize(3);
    }

    @Test
    void namesTheStopSequenceOnlyWhereItCanBeNoOther() {
        var generation = new Generation("r_1", "m", List.of(), StopReason.STOP_SEQUENCE, new TokenUsage(1, 1));

        var one = AnthropicMessage.of(generation, read(HI.formatted(",\"stop_sequences\":[\"A\"]")));
        var two = AnthropicMessage.of(generation, read(HI.formatted(",\"stop_sequences\":[\"A\",\"B\"]")));

        assertThat(one.stopSequence()).isEqualTo("A");
        assertThat(two.stopSequence()).isNull();
    }

    @ParameterizedTest
    @EnumSource(StopReason.class)
    void hasAWordForEveryStopReason(StopReason reason) {
        assertThat(AnthropicMessage.word(reason))
                .isIn(
                        "end_turn",
                        "max_tokens",
                        "stop_sequence",
                        "tool_use",
                        "refusal",
                        "model_context_window_exceeded");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "max_tokens":0                                                    | max_tokens
            "max_tokens":"5"                                                  | max_tokens
            "max_tokens":2147483648                                           | max_tokens
            "max_tokens":null                                                 | max_tokens
            "temperature":1.1                                                 | temperature
            "top_p":-0.1                                                      | top_p
            "top_k":5                                                         | top_k
            "stop_sequences":"x"                                              | stop_sequences
            "stop_sequences":["x"," "]                                        | stop_sequences.1
            "stream":"yes"                                                    | stream
            "thinking":{"type":"enabled","budget_tokens":1024}                | thinking.type
            "thinking":{"type":"adaptive"}                                    | thinking.type
            "output_config":{"format":{"type":"json_schema"}}                 | output_config.format.schema
            "output_config":{"format":{"type":"regex","schema":{}}}           | output_config.format.type
            "output_format":{"type":"json_schema","schema":[]}                | output_format.schema
            "mcp_servers":[{"url":"http://10.0.0.1"}]                         | mcp_servers
            "container":"c"                                                   | container
            "thread":{"type":"create"}                                        | thread
            "system":7                                                        | system
            "system":[{"type":"image"}]                                       | system.0.type
            "tools":[{"type":"web_search_20250305","name":"web_search"}]      | tools.0.type
            "tools":[{"input_schema":{}}]                                     | tools.0.name
            "tools":[{"name":"f"}]                                            | tools.0.input_schema
            "tools":[{"name":"f","input_schema":{},"strict":true}]            | tools.0.strict
            "tools":[null]                                                    | tools.0
            "tool_choice":{"type":"auto"}                                     | tool_choice
            "tools":[{"name":"f","input_schema":{}}],"tool_choice":{"type":"x"} | tool_choice.type
            "tools":[{"name":"f","input_schema":{}}],"tool_choice":{"type":"tool","name":"g"} | tool_choice.name
            """)
    void refusesWhatItCannotDoByTheNameOfItsField(String field, String path) {
        String without = HI.replace("\"max_tokens\":9,", field.contains("max_tokens") ? "" : "\"max_tokens\":9,");

        assertThat(refused(without.formatted("," + field))).startsWith(path + ": ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"role":"robot","content":"hi"}                                          | messages.0.role
            {"content":"hi"}                                                         | messages.0.role
            {"role":"user"}                                                          | messages.0.content
            {"role":"user","content":[]}                                             | messages.0.content
            {"role":"user","content":7}                                              | messages.0.content
            {"role":"user","content":" "}                                            | messages.0.content
            {"role":"user","content":[{"type":"text","text":""}]}                    | messages.0.content
            {"role":"user","content":"a"},{"role":"assistant","content":""},{"role":"user","content":"b"} | messages.1.content
            {"role":"user","content":[{"type":"text","text":7}]}                     | messages.0.content.0.text
            {"role":"user","content":["x"]}                                          | messages.0.content.0.type
            {"role":"user","content":[{"type":"document","source":{"type":"text"}}]} | messages.0.content.0.type
            {"role":"assistant","content":[{"type":"thinking","thinking":"hm"}]}     | messages.0.content.0.type
            {"role":"user","content":[{"type":"search_result"}]}                     | messages.0.content.0.type
            {"role":"user","content":[{"type":"image","source":{"type":"url","url":"http://10.0.0.1/x.png"}}]} | messages.0.content.0.source.type
            {"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/tiff","data":"aa=="}}]} | messages.0.content.0.source.media_type
            {"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"%%%"}}]} | messages.0.content.0.source.data
            {"role":"user","content":[{"type":"tool_use","id":"1","name":"f","input":{}}]} | messages.0.content.0.type
            {"role":"assistant","content":[{"type":"tool_use","id":"1","name":"f","input":"x"}]} | messages.0.content.0.input
            {"role":"assistant","content":[{"type":"tool_use","name":"f","input":{}}]} | messages.0.content.0.id
            {"role":"assistant","content":[{"type":"tool_result","tool_use_id":"1"}]} | messages.0.content.0.type
            {"role":"user","content":[{"type":"tool_result"}]}                       | messages.0.content.0.tool_use_id
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":[{"type":"image"}]}]} | messages.0.content.0.content.0.type
            {"role":"system","content":"only me"}                                    | messages
            null                                                                     | messages.0
            """)
    void refusesMessagesThatSayNothingItUnderstands(String message, String path) {
        assertThat(refused("{\"model\":\"m\",\"max_tokens\":9,\"messages\":[" + message + "]}"))
                .startsWith(path + ": ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                "{\"model\":\"m\",\"max_tokens\":9}",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                "[]",
                "{",
                ""
            })
    void refusesARequestWithoutTheEssentials(String body) {
        assertThat(refused(body)).isNotBlank();
    }

    @Test
    void takesABlankDescriptionOfAToolForNone() {
        var tools = HI.formatted(",\"tools\":[{\"name\":\"f\",\"description\":\"\",\"input_schema\":{}}]");

        assertThat(MessagesTranslation.generation(read(tools))
                        .toolConfig()
                        .tools()
                        .getFirst()
                        .description())
                .isNull();
    }

    @Test
    void leavesOutTextsThatSayNothing() {
        var request = read("""
                {"model":"m","max_tokens":9,"messages":[
                {"role":"user","content":[{"type":"text","text":" "},{"type":"text","text":"hi"}]},
                {"role":"assistant","content":[{"type":"text","text":""},
                {"type":"tool_use","id":"t1","name":"f","input":{}}]},
                {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1"}]},
                {"role":"assistant","content":""}]}""");

        var generation = MessagesTranslation.generation(request);

        assertThat(generation.messages())
                .containsExactly(
                        Message.user("hi"),
                        new Message("assistant", List.of(new ContentBlock.ToolUse("t1", "f", Map.of()))),
                        new Message("user", List.of(new ContentBlock.ToolResult("t1", "success", ""))));
        assertThat(generation.answerSoFar()).isNull();
    }

    @Test
    void offersNoToolWhereNoneIsToBeUsedThoughSomeWere() {
        var request = read(USED_A_TOOL.formatted("""
                ,"tools":[{"name":"f","input_schema":{}}],"tool_choice":{"type":"none"}"""));

        assertThat(MessagesTranslation.generation(request).toolConfig()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /messages/0/content/0/text                | messages.0.content: x
            /messages/1/content/0/name                | messages.2.content.1.name: x
            /messages/1/content/0/toolUseId           | messages.2.content.1.id: x
            /messages/2/content/0/toolUseId           | messages.3.content.0.tool_use_id: x
            /messages/2/content/1/base64              | messages.3.content.1.source.data: x
            /messages/2/content/1                     | messages.3.content.1: x
            /messages/2/role                          | messages.3.role: x
            /messages                                 | messages: x
            /parameters/maxTokens                     | max_tokens: x
            /parameters/stopSequences/1               | stop_sequences.1: x
            /toolConfig/tools/0/inputSchema           | tools.0.input_schema: x
            /toolConfig/tools/0/name                  | tools.0.name: x
            /system                                   | system: x
            """)
    void saysWhatATierRefusesByTheNameOfTheCallersField(String ours, String theirs) {
        var refused =
                MessagesTranslation.theirs(read(USED_A_TOOL.formatted("")), ProblemException.invalidField(ours, "x"));

        assertThat(AnthropicError.of(refused, "0a").body().error().message()).isEqualTo(theirs);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "output_config":{"effort":"low","format":{"type":"json_schema","schema":{"type":"object"}}} | answer
            "output_format":{"type":"json_schema","schema":{"type":"object"}}                          | answer
            "output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}},"tools":[{"name":"answer","input_schema":{}}] | answer_
            """)
    void asksForTheFormThatWasAskedFor(String field, String name) {
        var request = read(HI.formatted("," + field));
        var format = new OutputFormat(name, null, Map.of("type", "object"));

        assertThat(MessagesTranslation.generation(request).outputFormat()).isEqualTo(format);
        assertThat(MessagesTranslation.run(request).outputFormat()).isEqualTo(format);
        assertThat(request.ignored()).isSubsetOf("output_config.effort");
    }

    @Test
    void needsNoMaxTokensToCount() {
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

        assertThat(MessagesTranslation.counted(read(body)).messages()).hasSize(1);
    }

    @Test
    void tellsClientsHowToGoOnWithoutAThread() {
        assertThatThrownBy(
                        () -> MessagesTranslation.generation(read(HI.formatted(",\"thread\":{\"type\":\"create\"}"))))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    JsonNode error = ForeignJson.MAPPER.valueToTree(
                            AnthropicError.of(problem, "0a").body());
                    assertThat(error.at("/error/details/error_code").asText()).isEqualTo("thread_unsupported_request");
                });
    }

    private static String refused(String body) {
        var said = new AnthropicError[1];
        assertThatThrownBy(() -> MessagesTranslation.generation(read(body)))
                .isInstanceOfSatisfying(ProblemException.class, problem -> said[0] = AnthropicError.of(problem, "0a"));
        assertThat(said[0].status()).isEqualTo(400);
        assertThat(said[0].body().error().type()).isEqualTo("invalid_request_error");
        return said[0].body().error().message();
    }

    private static JsonNode written(AnthropicMessage message) throws IOException {
        return ForeignJson.MAPPER.readTree(ForeignJson.bytes(message));
    }

    private static MessagesRequest request(String file) throws IOException {
        return ForeignJson.read(Buffer.buffer(bytes(file)), MessagesRequest.class);
    }

    private static MessagesRequest read(String body) {
        return ForeignJson.read(Buffer.buffer(body), MessagesRequest.class);
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream file = MessagesTranslationTest.class.getResourceAsStream("/anthropic/" + name)) {
            return file.readAllBytes();
        }
    }

    private static JsonNode json(String name) throws IOException {
        return ForeignJson.MAPPER.readTree(bytes(name));
    }
}
