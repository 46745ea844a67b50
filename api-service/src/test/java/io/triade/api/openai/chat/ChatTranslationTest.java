package io.triade.api.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.api.answers.ForeignJson;
import io.triade.api.openai.OpenAiError;
import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.Generation;
import io.triade.contracts.generations.Message;
import io.triade.contracts.generations.OutputFormat;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.runs.OnDisconnect;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTranslationTest {
    @ParameterizedTest
    @ValueSource(strings = {"conversation", "tools"})
    void saysTheSameInOurWords(String name) throws IOException {
        ChatRequest request = ForeignJson.read(Buffer.buffer(bytes(name + ".request.json")), ChatRequest.class);

        JsonNode generation = ForeignJson.MAPPER.valueToTree(ChatTranslation.generation(request));

        assertThat(generation).isEqualTo(json(name + ".generation.json"));
    }

    @Test
    void keepsTheNamesOfWhatItIgnores() throws IOException {
        ChatRequest request = ForeignJson.read(Buffer.buffer(bytes("conversation.request.json")), ChatRequest.class);

        assertThat(request.others()).containsOnlyKeys("user", "seed");
    }

    @Test
    void saysAWholeAnswerInOpenAisWords() throws IOException {
        var generation = new Generation(
                "r_1",
                "m",
                List.of(new ContentBlock.ToolUse("t1", "weather", Map.of("city", "Recife"))),
                StopReason.TOOL_USE,
                new TokenUsage(10, 3, 5, 2));

        JsonNode completion = ForeignJson.MAPPER.valueToTree(ChatCompletion.of(generation, 1_700_000_000));

        assertThat(ForeignJson.MAPPER.readTree(completion.toString())).isEqualTo(json("completion.json"));
    }

    @ParameterizedTest
    @EnumSource(StopReason.class)
    void hasAFinishReasonForEveryStopReason(StopReason reason) {
        assertThat(FinishReason.of(reason)).isIn("stop", "length", "tool_calls", "content_filter");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "n":2                                                                    | n
            "logprobs":true                                                          | logprobs
            "top_logprobs":3                                                         | top_logprobs
            "response_format":{"type":"xml"}                                         | response_format.type
            "response_format":{"type":"json_schema","json_schema":{"name":"a b"}}    | response_format.json_schema.name
            "response_format":{"type":"json_schema","json_schema":{"name":"a"}}      | response_format.json_schema.schema
            "modalities":["text","audio"]                                            | modalities
            "functions":[{"name":"f"}]                                               | functions
            "function_call":"auto"                                                   | function_call
            "tool_choice":"auto"                                                     | tool_choice
            "tools":[{"type":"custom"}]                                              | tools[0].type
            "tools":[{"type":"function","function":{}}]                              | tools[0].function.name
            "tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"x"  | tool_choice
            "tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"function","function":{"name":"g"}} | tool_choice
            "tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"allowed_tools","mode":"any"} | tool_choice.mode
            "tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"allowed_tools","mode":"auto"} | tool_choice.tools
            "stop":7                                                                 | stop
            "stop":["1","2","3","4","5"]                                             | stop
            "max_tokens":0                                                           | max_tokens
            "max_completion_tokens":-1                                               | max_completion_tokens
            "temperature":1.1                                                        | temperature
            "top_p":-0.1                                                             | top_p
            "max_tokens":"5"                                                         | max_tokens
            "max_tokens":2147483648                                                  | max_tokens
            "max_tokens":1.5                                                         | max_tokens
            "stream":"yes"                                                           | stream
            """)
    void refusesWhatItCannotDoByTheNameOfItsField(String field, String param) {
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],%s}".formatted(field);

        assertThat(refused(body).error().param()).isEqualTo(param);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"role":"robot","content":"hi"}                                          | messages[0].role
            {"content":"hi"}                                                         | messages[0].role
            {"role":"user"}                                                          | messages[0].content
            {"role":"user","content":null}                                           | messages[0].content
            {"role":"user","content":[]}                                             | messages[0].content
            {"role":"user","content":""}                                             | messages[0].content
            {"role":"user","content":[{"type":"text","text":""}]}                    | messages[0].content
            {"role":"user","content":""},{"role":"assistant","content":"a"}          | messages[0].content
            {"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":" "} | messages[2].content
            {"role":"user","content":7}                                              | messages[0].content
            {"role":"user","content":[{"type":"text","text":7}]}                     | messages[0].content[0].text
            {"role":"user","content":[{"type":"input_audio"}]}                       | messages[0].content[0].type
            {"role":"user","content":[{"type":"file","file":{"file_id":"f"}}]}       | messages[0].content[0].type
            {"role":"user","content":[{"type":"image_url","image_url":{"url":"http://10.0.0.1/x.png"}}]} | messages[0].content[0].image_url.url
            {"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,%%%"}}]} | messages[0].content[0].image_url.url
            {"role":"tool","content":"x"}                                            | messages[0].tool_call_id
            {"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f","arguments":"no"}}]} | messages[0].tool_calls[0].function.arguments
            {"role":"assistant","tool_calls":[{"id":"1"}]}                           | messages[0].tool_calls[0]
            {"role":"system","content":"only me"}                                    | messages
            null                                                                     | messages[0]
            """)
    void refusesMessagesThatSayNothingItUnderstands(String message, String param) {
        assertThat(refused("{\"model\":\"m\",\"messages\":[" + message + "]}")
                        .error()
                        .param())
                .isEqualTo(param);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}", "{\"model\":\"m\"}", "[]", "{", ""})
    void refusesARequestWithoutTheEssentials(String body) {
        assertThat(refused(body).error().type()).isEqualTo("invalid_request_error");
    }

    @Test
    void asksForTheFormThatWasAskedFor() {
        var schema = chat("""
                "response_format":{"type":"json_schema","json_schema":
                {"name":"reply","description":"A reply.","schema":{"type":"object"},"strict":true}}""");
        var object = chat("\"response_format\":{\"type\":\"json_object\"}");
        var text = chat("\"response_format\":{\"type\":\"text\"}");

        assertThat(ChatTranslation.generation(schema).outputFormat())
                .isEqualTo(new OutputFormat("reply", "A reply.", Map.of("type", "object")));
        assertThat(ChatTranslation.generation(object).outputFormat())
                .isEqualTo(new OutputFormat("json_object", null, Map.of("type", "object")));
        assertThat(ChatTranslation.generation(text).outputFormat()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"g"}}]} | any
            "allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"g"}}]}     | auto
            "mode":"auto","tools":[{"type":"function","function":{"name":"g"}}]                       | auto
            """)
    void offersOnlyTheToolsThatAreAllowed(String allowed, String choice) {
        var chosen = ChatTranslation.generation(chat("""
                        "tools":[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"g"}}],
                        "tool_choice":{"type":"allowed_tools",%s}""".formatted(allowed))).toolConfig();

        assertThat(chosen.tools())
                .singleElement()
                .satisfies(tool -> assertThat(tool.name()).isEqualTo("g"));
        assertThat(chosen.choice()).isEqualTo(choice);
    }

    @Test
    void makesARunThatEndsWithItsCallerUnlessTheyMayComeBack() {
        ChatRequest kept = chat("\"store\":true,\"metadata\":{\"ticket\":\"T-1\"},\"parallel_tool_calls\":false");

        assertThat(kept.kept()).isTrue();
        assertThat(ChatTranslation.run(kept, null).onDisconnect()).isEqualTo(OnDisconnect.CANCEL);
        assertThat(ChatTranslation.run(kept, "k").onDisconnect()).isEqualTo(OnDisconnect.CONTINUE);
        assertThat(ChatTranslation.run(kept, null).metadata())
                .containsExactlyEntriesOf(new TreeMap<>(Map.of(
                        "ticket", "T-1", "openai:api", "chat.completions", "openai:parallel_tool_calls", "false")));
        assertThatThrownBy(() -> ChatTranslation.run(chat("\"metadata\":{\"openai:x\":\"1\"}"), null))
                .hasMessageContaining("/metadata");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void takesABlankDescriptionOfAToolForNone(String description) {
        ChatRequest request =
                chat("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":\"%s\"}}]"
                        .formatted(description));

        assertThat(ChatTranslation.generation(request)
                        .toolConfig()
                        .tools()
                        .getFirst()
                        .description())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"content\":\"\"", "\"content\":null", "\"content\":[{\"type\":\"text\",\"text\":\"\"}]"})
    void leavesOutAnAssistantThatSaidNothing(String content) {
        assertThat(ChatMessages.conversation(messages("""
                        {"role":"user","content":"a"},{"role":"assistant",%s},{"role":"user","content":"b"}""".formatted(content))).messages())
                .containsExactly(new Message("user", List.of(new ContentBlock.Text("a"), new ContentBlock.Text("b"))));
    }

    @Test
    void leavesOutWhatAUserDidNotSay() {
        assertThat(ChatMessages.conversation(messages("""
                        {"role":"user","content":""},
                        {"role":"user","content":[{"type":"text","text":""},{"type":"text","text":"a"}]},
                        {"role":"assistant","content":"b"},{"role":"user","content":""},
                        {"role":"assistant","content":"c"},{"role":"user","content":"d"},
                        {"role":"user","content":""},{"role":"system","content":""}""")).messages())
                .containsExactly(
                        Message.user("a"),
                        new Message("assistant", List.of(new ContentBlock.Text("b"), new ContentBlock.Text("c"))),
                        Message.user("d"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /messages/0/content/0/text                | messages[1].content
            /messages/0/content/1/text                | messages[2].content[1].text
            /messages/0/content/2/base64              | messages[2].content[2].image_url.url
            /messages/1/content/0/name                | messages[3].tool_calls[0].function.name
            /messages/1/content/0/toolUseId           | messages[3].tool_calls[0].id
            /messages/1/content/0/input               | messages[3].tool_calls[0].function.arguments
            /messages/2/content/0/toolUseId           | messages[4].tool_call_id
            /messages/2/role                          | messages[4].role
            /messages                                 | messages
            /parameters/maxTokens                     | max_completion_tokens
            /parameters/stopSequences/1               | stop
            /parameters/temperature                   | temperature
            /parameters/topP                          | top_p
            /toolConfig/tools                         | tools
            /toolConfig/tools/0/name                  | tools[0].function.name
            /toolConfig/tools/0/inputSchema           | tools[0].function.parameters
            /toolConfig/choice                        | tool_choice
            /outputFormat/name                        | response_format.json_schema.name
            /system                                   | messages
            """)
    void saysWhatATierRefusesByTheNameOfTheCallersField(String ours, String theirs) {
        ChatRequest request = ForeignJson.read(Buffer.buffer("""
                {"model":"m","max_completion_tokens":9,"messages":[
                {"role":"system","content":"Be brief."},
                {"role":"user","content":"look"},
                {"role":"user","content":[{"type":"text","text":" "},{"type":"text","text":"here"},
                {"type":"image_url","image_url":{"url":"data:image/png;base64,aaaa"}}]},
                {"role":"assistant","content":"","tool_calls":[
                {"id":"t1","type":"function","function":{"name":"f","arguments":"{}"}}]},
                {"role":"tool","tool_call_id":"t1","content":"found"}]}"""), ChatRequest.class);

        var refused =
                OpenAiError.of(ChatTranslation.theirs(request, ProblemException.invalidField(ours, "is refused")));

        assertThat(refused.body().error().param()).isEqualTo(theirs);
        assertThat(refused.body().error().message()).isEqualTo("'" + theirs + "' is refused.");
    }

    private static List<ChatRequest.ChatMessage> messages(String messages) {
        String body = "{\"model\":\"m\",\"messages\":[%s]}".formatted(messages);
        return ForeignJson.read(Buffer.buffer(body), ChatRequest.class).messages();
    }

    private static ChatRequest chat(String field) {
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],%s}".formatted(field);
        return ForeignJson.read(Buffer.buffer(body), ChatRequest.class);
    }

    private static OpenAiError.Body refused(String body) {
        var said = new OpenAiError.Body[1];
        assertThatThrownBy(() -> ChatTranslation.generation(ForeignJson.read(Buffer.buffer(body), ChatRequest.class)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> said[0] = OpenAiError.of(problem).body());
        assertThat(said[0].error().message()).isNotBlank();
        return said[0];
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream file = ChatTranslationTest.class.getResourceAsStream("/openai/" + name)) {
            return file.readAllBytes();
        }
    }

    private static JsonNode json(String name) throws IOException {
        return ForeignJson.MAPPER.readTree(bytes(name));
    }
}
