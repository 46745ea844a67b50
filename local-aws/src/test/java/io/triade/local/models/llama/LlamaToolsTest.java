package io.triade.local.models.llama;

import static io.triade.local.models.llama.TinyEngines.asked;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.local.models.Piece;
import io.triade.local.models.StopReason;
import io.triade.local.models.Tools;
import io.triade.local.models.Tools.Choice;
import io.triade.local.models.Tools.Tool;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlamaToolsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Choice AUTO = new Choice.Auto();
    private static final Choice ANY = new Choice.Any();

    @TempDir
    private Path folder;

    private TinyEngines engines;

    @BeforeEach
    void open() {
        engines = new TinyEngines(folder);
    }

    @AfterEach
    void close() {
        engines.close();
    }

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text);
    }

    private static Tools weather(Choice choice) throws Exception {
        return tools(choice, """
                {"type": "object", "required": ["city"], "properties": {"city": {"type": "string"}}}""");
    }

    private static Tools tools(Choice choice, String schema) throws Exception {
        return new Tools(List.of(new Tool("get_weather", "The \"weather\"\nof a city", json(schema))), choice);
    }

    @Test
    void asksForAToolInOnePieceOnceTheCallIsWhole() throws Exception {
        // Given
        var engine = engines.open(
                TinyGguf.saying("{\"name\": \"get_weather\", \"arguments\": ", "{\"city\": \"", "Lima", "\"}}"));

        // When
        var answer =
                Listener.to(engine, asked("Weather in Lima?", weather(AUTO))).ended();

        // Then
        assertThat(answer.pieces()).hasSize(2).first().isInstanceOfSatisfying(Piece.ToolUse.class, call -> {
            assertThat(call.name()).isEqualTo("get_weather");
            assertThat(call.input()).hasToString("{\"city\":\"Lima\"}");
            assertThat(call.toolUseId()).matches("tooluse_[0-9a-f]{32}");
        });
        assertThat(answer.stopped().reason()).isEqualTo(StopReason.TOOL_USE);
    }

    @Test
    void mayAnswerInWordsWhereTheChoiceIsItsOwn() throws Exception {
        var engine = engines.open(TinyGguf.saying("It ", "is ", "warm."));

        var answer = Listener.to(engine, asked("Weather?", weather(AUTO))).ended();

        assertThat(answer.texts()).containsExactly("It ", "is ", "warm.");
        assertThat(answer.stopped().reason()).isEqualTo(StopReason.END_TURN);
    }

    @Test
    void isHeldToTheGrammarOfACallWhereItMustMakeOne() throws Exception {
        // Given
        var engine = engines.open(TinyGguf.random(3));
        var schema = """
                {"type": "object", "required": ["ok"], "properties": {"ok": {"type": "boolean"}}}""";

        // When
        var answer = Listener.to(engine, asked("Weather?", tools(ANY, schema))).ended();

        // Then
        assertThat(answer.pieces())
                .first()
                .isInstanceOfSatisfying(
                        Piece.ToolUse.class,
                        call -> assertThat(call.input().path("ok").isBoolean()).isTrue());
        assertThat(answer.stopped().reason()).isEqualTo(StopReason.TOOL_USE);
    }

    @Test
    void givesAsTextWhatIsNoCallOfAToolThereIs() throws Exception {
        // Given
        var tools = weather(AUTO);
        var said = List.of(
                "{\"name\": \"rm\", \"arguments\": {}}",
                "{\"name\": \"get_weather\", \"arguments\": 3}",
                "{\"name\": \"get_weather\", \"argum",
                "{\"name\": \"get_weather\", \"arguments\": {}} and more",
                "{}");

        // Then
        assertThat(said)
                .allSatisfy(text -> assertThat(ToolCalls.in(text, tools)).isEmpty());
        assertThat(ToolCalls.in("{\"name\": \"get_weather\", \"arguments\": {}}", tools))
                .isPresent();
    }

    @Test
    void givesHalfACallAsTextWhenItIsCut() throws Exception {
        // Given
        var engine = engines.open(TinyGguf.random(3));
        var endless = """
                {"type": "object", "required": ["a"], "properties": {"a": {"type": "array", "minItems": 1000,
                "items": {"type": "string"}}}}""";

        // When
        var answer = Listener.to(engine, asked("Go", tools(ANY, endless))).ended();

        // Then
        assertThat(answer.stopped().reason()).isIn(StopReason.MAX_TOKENS, StopReason.TOOL_USE);
        if (answer.stopped().reason() == StopReason.MAX_TOKENS) {
            assertThat(answer.text()).startsWith("{\"name\": \"get_weather\", \"arguments\": {\"a\": [");
        }
    }

    @Test
    void understandsEverySchemaOrTakesAnyArguments() throws Exception {
        var engine = engines.open(TinyGguf.random(3));
        var schemas = List.of(
                "{\"type\": \"object\"}",
                "{\"type\": \"object\", \"properties\": {}}",
                "{\"type\": \"object\", \"properties\": {\"x\": {\"$ref\": \"#/nowhere\"}}}",
                "{\"type\": \"object\", \"required\": [\"e\"], \"properties\": {\"e\": {\"enum\": [\"a\\\"b\\\\c\", 1, null]}}}",
                "{\"type\": \"object\", \"required\": [\"n\"], \"properties\": {\"n\": {\"type\": [\"integer\", \"null\"]}}}",
                "{\"type\": \"object\", \"required\": [\"é\\n\"], \"properties\": {\"é\\n\": {\"const\": {\"k\": [true]}}}}",
                "{\"type\": \"object\", \"required\": [\"a\"], \"properties\": {\"a\": {\"type\": \"boolean\"}, "
                        + "\"b\": {\"type\": \"boolean\"}, \"c\": {\"type\": \"null\"}}}");

        for (var schema : schemas) {
            var answer = Listener.to(engine, asked("Go", tools(ANY, schema))).ended();
            assertThat(answer.text() + answer.pieces())
                    .as(schema)
                    .containsAnyOf("{\"name\": \"get_weather\"", "name=get_weather");
        }
    }
}
