package io.triade.api.openai.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.triade.api.answers.ForeignJson;
import io.triade.api.openai.OpenAiError;
import io.triade.api.openai.questions.Alternation;
import io.triade.api.openai.questions.Conversation;
import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.generations.Message;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.runs.OnDisconnect;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseTranslationTest {
    private static final String CONVERSATION = """
            "instructions":"Be brief.","input":[
            {"role":"developer","content":"Metric units."},
            {"role":"user","content":[{"type":"input_text","text":"Weather?"},
              {"type":"input_image","image_url":"data:image/png;base64,aGk="}]},
            {"type":"message","role":"assistant","content":[{"type":"output_text","text":"Let me look."}]},
            {"type":"function_call","call_id":"c1","name":"look","arguments":"{\\"city\\":\\"Lima\\"}"},
            {"type":"function_call_output","call_id":"c1","output":"20 C"}]""";

    private static ResponseRequest request(String fields) {
        return ForeignJson.read(Buffer.buffer("{\"model\":\"m\"," + fields + "}"), ResponseRequest.class);
    }

    private static ResponseTranslation.Asked asked(String fields) {
        return asked(fields, Earlier.NOTHING);
    }

    private static ResponseTranslation.Asked asked(String fields, Earlier earlier) {
        ResponseRequest request = request(fields);
        ResponseTranslation.refuseWhatIsNotThere(request);
        return ResponseTranslation.asked(request, earlier, null);
    }

    @Test
    void takesATextForAUsersMessage() {
        assertThat(asked("\"input\":\"hi\"").request().messages()).containsExactly(Message.user("hi"));
    }

    @Test
    void takesItemsForTurnsThatAlternate() {
        GenerationRequest request = asked(CONVERSATION).request();

        assertThat(request.system()).isEqualTo("Be brief.\n\nMetric units.");
        assertThat(request.messages())
                .containsExactly(
                        new Message(
                                "user",
                                List.of(new ContentBlock.Text("Weather?"), new ContentBlock.Image("png", "aGk="))),
                        new Message(
                                "assistant",
                                List.of(
                                        new ContentBlock.Text("Let me look."),
                                        new ContentBlock.ToolUse("c1", "look", Map.of("city", "Lima")))),
                        new Message("user", List.of(new ContentBlock.ToolResult("c1", "success", "20 C"))));
    }

    @Test
    void goesOnFromTheResponseBeforeAndFromItemsThatItOnlyNames() {
        var before = new Conversation(null, List.of(Message.user("one"), Message.assistant("two")), List.of());
        var call = new ContentBlock.ToolUse("c1", "look", Map.of());

        var request = asked("""
                "input":[{"role":"user","content":"three"},{"type":"item_reference","id":"fc_x_0"},
                {"type":"function_call_output","call_id":"c1","output":"4"}]""", new Earlier(before, Map.of("fc_x_0", call))).request();

        assertThat(request.messages()).hasSize(5);
        assertThat(request.messages().get(3)).isEqualTo(new Message("assistant", List.of(call)));
    }

    @Test
    void showsAgainWhatItKept() {
        var asked = asked(CONVERSATION + """
                ,"max_output_tokens":9,"temperature":0.5,"metadata":{"k":"v"},"parallel_tool_calls":false,
                "tools":[{"type":"function","name":"look","parameters":{"type":"object"},"strict":true}],
                "tool_choice":{"type":"function","name":"look"},
                "text":{"format":{"type":"json_schema","name":"reply","schema":{"type":"object"}}}""");

        var shown = Envelope.of(true, asked.words(), asked.request()).shown("r_1", "completed", null);

        assertThat(shown.path("instructions").asText()).isEqualTo("Be brief.");
        assertThat(shown.at("/metadata/k").asText()).isEqualTo("v");
        assertThat(shown.path("metadata")).hasSize(1);
        assertThat(shown.path("parallel_tool_calls").asBoolean()).isFalse();
        assertThat(shown.at("/tool_choice/name").asText()).isEqualTo("look");
        assertThat(shown.at("/tools/0/name").asText()).isEqualTo("look");
        assertThat(shown.at("/text/format/name").asText()).isEqualTo("reply");
        assertThat(shown.path("max_output_tokens").asInt()).isEqualTo(9);
    }

    @Test
    void listsItsInputPageByPageInBothOrders() {
        var asked = asked(CONVERSATION);
        var all = list(asked, "order=asc");
        var first = list(asked, "limit=2");

        assertThat(all.path("data").findValuesAsText("type"))
                .contains("message", "function_call", "function_call_output", "input_image");
        assertThat(all.path("data")).hasSize(5);
        assertThat(all.at("/data/0/role").asText()).isEqualTo("system");
        assertThat(all.at("/data/0/content/0/text").asText()).isEqualTo("Metric units.");
        assertThat(all.path("has_more").asBoolean()).isFalse();
        assertThat(first.path("data")).hasSize(2);
        assertThat(first.path("has_more").asBoolean()).isTrue();
        assertThat(first.path("first_id").asText())
                .isEqualTo(all.path("last_id").asText());
        var rest = list(asked, "limit=100&after=" + first.path("last_id").asText());
        assertThat(rest.path("data")).hasSize(3);
        assertThat(rest.path("last_id").asText()).isEqualTo(all.path("first_id").asText());
    }

    private static com.fasterxml.jackson.databind.JsonNode list(ResponseTranslation.Asked asked, String query) {
        var parameters = MultiMap.caseInsensitiveMultiMap();
        for (String parameter : query.split("&", -1)) {
            parameters.add(
                    parameter.substring(0, parameter.indexOf('=')), parameter.substring(parameter.indexOf('=') + 1));
        }
        return InputList.page("r_1", asked.words(), asked.request(), InputList.Page.of(parameters));
    }

    @Test
    void leavesOutMessagesThatSayNothing() {
        var asked = asked("""
                "input":[{"role":"user","content":"a"},{"role":"assistant","content":""},
                {"role":"user","content":""},{"role":"user","content":[{"type":"input_text","text":"b"}]}]""");

        assertThat(asked.request().messages())
                .containsExactly(new Message("user", List.of(new ContentBlock.Text("a"), new ContentBlock.Text("b"))));
    }

    @Test
    void takesABlankDescriptionOfAToolForNone() {
        var asked = asked("\"input\":\"x\",\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"description\":\" \"}]");

        assertThat(asked.request().toolConfig().tools().getFirst().description())
                .isNull();
    }

    @Test
    void endsWithItsCallerUnlessTheyMayComeBack() {
        var plain = asked("\"input\":\"hi\"");

        assertThat(plain.run(null).onDisconnect()).isEqualTo(OnDisconnect.CANCEL);
        assertThat(plain.run("k").onDisconnect()).isEqualTo(OnDisconnect.CONTINUE);
        assertThat(asked("\"input\":\"hi\",\"background\":true").run(null).onDisconnect())
                .isEqualTo(OnDisconnect.CONTINUE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /messages/0/content/0/text                | previous_response_id
            /messages/2/content/0/text                | input[1].content
            /messages/3/content/0/name                | input[2].name
            /messages/4/content/0/toolUseId           | input[3].call_id
            /messages                                 | input
            /parameters/maxTokens                     | max_output_tokens
            /toolConfig/tools/0/name                  | tools[0].name
            /toolConfig/tools/0/inputSchema           | tools[0].parameters
            /outputFormat/name                        | text.format.name
            /system                                   | instructions
            """)
    void saysWhatATierRefusesByTheNameOfTheCallersField(String ours, String theirs) {
        var turns = new Alternation();
        turns.append("/previous_response_id", Message.user("one"));
        turns.append("/previous_response_id", Message.assistant("two"));
        var asked = asked("""
                "input":[{"role":"system","content":"Brief."},{"role":"user","content":"three"},
                {"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},
                {"type":"function_call_output","call_id":"c1","output":"4"}]""", new Earlier(turns.end("/input"), Map.of()));

        var refused = OpenAiError.of(asked.terms().theirs(ProblemException.invalidField(ours, "is refused")));

        assertThat(refused.body().error().param()).isEqualTo(theirs);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "input":7                                                      | input
            "input":[]                                                     | input
            "input":""                                                     | input
            "input":[{"role":"user","content":""}]                         | input[0].content
            "input":[{"type":"web_search_call"}]                           | input[0].type
            "input":[{"role":"robot","content":"x"}]                       | input[0].role
            "input":[{"type":"function_call","name":"f"}]                  | input[0].call_id
            "input":[{"type":"function_call","call_id":"c","name":"f","arguments":"no"}] | input[0].arguments
            "input":[{"type":"item_reference","id":"msg_1"}]               | input[0].id
            "input":[{"role":"user","content":[{"type":"input_file"}]}]    | input[0].content[0].type
            "input":"x","tools":[{"type":"web_search"}]                    | tools[0].type
            "input":"x","tools":[{"type":"function"}]                      | tools[0].name
            "input":"x","text":{"format":{"type":"xml"}}                   | text.format.type
            "input":"x","text":{"format":{"type":"json_schema"}}           | text.format.name
            "input":"x","max_output_tokens":0                              | max_output_tokens
            "input":"x","temperature":2                                    | temperature
            "input":"x","conversation":"conv_1"                            | conversation
            "input":"x","prompt":{"id":"p"}                                | prompt
            "input":"x","top_logprobs":2                                   | top_logprobs
            "input":"x","background":true,"store":false                    | background
            "input":"x","metadata":{"openai:x":"1"}                        | metadata
            "input":"x","metadata":{"k":7}                                 | metadata.k
            """)
    void refusesWhatItCannotDoByTheNameOfItsField(String fields, String param) {
        assertThatThrownBy(() -> asked(fields))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(
                                        OpenAiError.of(problem).body().error().param())
                                .isEqualTo(param));
    }
}
