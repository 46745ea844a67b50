package io.triade.api.lex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.triade.api.answers.ForeignJson;
import io.triade.api.lex.LexConfig.StillWorking;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.ProblemType;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LexAnswersTest {
    record Said(String stillWorking, String failed, String nothingAsked, String stopped) implements LexConfig.Words {}

    record Config(Optional<String> questionSlot, StillWorking stillWorking, Map<String, LexConfig.Words> words)
            implements LexConfig {
        @Override
        public Duration answerWithin() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Optional<String> model() {
            return Optional.empty();
        }

        @Override
        public Optional<String> pollButton() {
            return Optional.of("Is it ready, by any chance? I would so like to know it.");
        }
    }

    private static final Map<String, LexConfig.Words> WORDS = Map.of(
            "en", new Said("still", "sorry", "what", "stopped"), "pt", new Said("ainda", "desculpe", "o quê", "parei"));

    private static LexAnswers answers(StillWorking stillWorking) {
        return new LexAnswers(new Config(Optional.of("Question"), stillWorking, WORDS));
    }

    private static LexEvent event(String name) {
        return event(Documented.event(name));
    }

    private static LexEvent event(JsonNode json) {
        return ForeignJson.read(Buffer.buffer(json.toString()), LexEvent.class).checked();
    }

    private static JsonNode written(LexAnswers.Response response) {
        try {
            return Documented.answer(ForeignJson.MAPPER.readTree(ForeignJson.bytes(response)));
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ELICIT_INTENT, fulfilment-speech, ElicitIntent, 1",
        "ELICIT_SLOT, fulfilment-speech, ElicitSlot, 1",
        "ELICIT_SLOT, fulfilment-text, ElicitIntent, 2",
        "CONFIRM_INTENT, fulfilment-dtmf, ConfirmIntent, 1"
    })
    void asksTheUserBackAsConfigured(StillWorking how, String event, String action, int messages) {
        JsonNode answer = written(answers(how).stillWorking(event(event), "s_1", "r_1"));

        assertThat(answer.at("/sessionState/dialogAction/type").asText()).isEqualTo(action);
        assertThat(answer.at("/sessionState/dialogAction/slotToElicit").asText())
                .isEqualTo(action.equals("ElicitSlot") ? "Question" : "");
        assertThat(answer.at("/sessionState/intent/state").asText()).isEqualTo("InProgress");
        assertThat(answer.at("/sessionState/sessionAttributes/triade-run").asText())
                .isEqualTo("r_1");
        assertThat(answer.path("messages")).hasSize(messages);
    }

    @Test
    void keepsEverythingElseAsItCame() {
        JsonNode came = Documented.event("fulfilment-speech");

        JsonNode answer =
                written(answers(StillWorking.ELICIT_INTENT).delivered(event(came), "s_1", "r_1", "Cem reais."));

        assertThat(answer.at("/sessionState/activeContexts")).isEqualTo(came.at("/sessionState/activeContexts"));
        assertThat(answer.at("/sessionState/runtimeHints")).isEqualTo(came.at("/sessionState/runtimeHints"));
        assertThat(answer.at("/sessionState/intent/slots")).isEqualTo(came.at("/sessionState/intent/slots"));
        JsonNode attributes = answer.at("/sessionState/sessionAttributes");
        assertThat(attributes).hasSize(2);
        assertThat(attributes.path("triade-session").asText()).isEqualTo("s_1");
        assertThat(attributes.path("triade-turn").asText()).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource({
        "fulfilment-speech, <speak>Cem <break/> reais</speak>, SSML",
        "fulfilment-text, <speak>A hundred</speak>, PlainText",
        "fulfilment-speech, Cem reais, PlainText"
    })
    void speaksASpeechMarkupWhereItIsSpoken(String event, String text, String type) {
        JsonNode answer = written(answers(StillWorking.ELICIT_INTENT).delivered(event(event), "s_1", "r_1", text));

        assertThat(answer.at("/messages/0/contentType").asText()).isEqualTo(type);
        assertThat(answer.at("/messages/0/content").asText()).isEqualTo(text);
    }

    @Test
    void givesACallersOwnPayloadWhereTheyAskForIt() {
        ObjectNode came = Documented.event("fulfilment-text").deepCopy();
        came.withObject("/requestAttributes").put("triade-content-type", "CustomPayload");

        JsonNode answer =
                written(answers(StillWorking.ELICIT_INTENT).delivered(event(came), "s_1", "r_1", "**A** lease"));

        assertThat(answer.at("/messages/0/contentType").asText()).isEqualTo("CustomPayload");
        assertThat(answer.at("/requestAttributes/channel").asText()).isEqualTo("web");
    }

    @Test
    void namesTheRunWhoseAnswerIsLongerThanLexTakes() {
        JsonNode answer = written(answers(StillWorking.ELICIT_INTENT)
                .delivered(event("fulfilment-text"), "s_1", "r_1", "word ".repeat(5_000)));

        assertThat(answer.path("messages")).hasSize(10);
        assertThat(answer.at("/sessionState/sessionAttributes/triade-cut").asText())
                .isEqualTo("r_1");
    }

    @Test
    void failsInTheUsersLanguageAndSaysWhyInAnAttribute() {
        var problem = Problem.of(ProblemType.MODEL_THROTTLED, "slow down", "0a");

        JsonNode answer =
                written(answers(StillWorking.ELICIT_INTENT).failed(event("fulfilment-speech"), "s_1", problem));
        JsonNode endless = written(answers(StillWorking.ELICIT_INTENT)
                .failedForGood(
                        event("fulfilment-dtmf"), null, Problem.of(ProblemType.MODEL_FAILED, "x".repeat(2_000), "0a")));

        assertThat(answer.at("/messages/0/content").asText()).isEqualTo("desculpe");
        assertThat(answer.at("/sessionState/sessionAttributes/triade-problem").asText())
                .contains("\"type\":\"/problems/model-throttled\"", "\"detail\":\"slow down\"");
        assertThat(endless.at("/sessionState/sessionAttributes/triade-problem").asText())
                .isEqualTo("/problems/model-failed");
    }

    @Test
    void leavesNothingOfAProblemThatIsOver() {
        var answers = answers(StillWorking.ELICIT_SLOT);
        LexEvent event = event(remembering("s_1", "3"));

        for (var answer : List.of(
                answers.delegate(event),
                answers.nothingAsked(event),
                answers.stillWorking(event, "s_1", "r_1"),
                answers.delivered(event, "s_1", "r_1", "A lease."),
                answers.stopped(event))) {
            assertThat(written(answer).at("/sessionState/sessionAttributes").has("triade-problem"))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"s_1, s_1, 4", "s_1, s_2, 1", "s_1, '', ''", "'', s_2, 1", "'', '', ''"})
    void countsTheTurnsOfOneConversation(String before, String session, String turn) {
        var answers = answers(StillWorking.ELICIT_INTENT);
        LexEvent event = event(remembering(before, "3"));
        var problem = Problem.of(ProblemType.MODEL_FAILED, "x", "0a");

        for (var answer : List.of(
                answers.delivered(event, session, "r_1", "A lease."), answers.failedForGood(event, session, problem))) {
            assertThat(written(answer)
                            .at("/sessionState/sessionAttributes/triade-turn")
                            .asText())
                    .isEqualTo(turn);
        }
    }

    private static JsonNode remembering(String session, String turn) {
        ObjectNode came = Documented.event("fulfilment-text").deepCopy();
        var attributes = came.withObject("/sessionState/sessionAttributes");
        attributes.put("triade-problem", "{}").put("triade-turn", turn);
        if (!session.isEmpty()) attributes.put("triade-session", session);
        return came;
    }

    @Test
    void readsEverySlotThatIsFilled() {
        LexEvent event = event("fulfilment-speech");

        assertThat(event.slot("City")).isEqualTo("Recife");
        assertThat(event.slot("Extras")).isEqualTo("café, piscina");
        assertThat(event.slot("Question")).isEmpty();
        assertThat(event.has("Question")).isTrue();
        assertThat(event.has("Other")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/sessionId, sessionId",
        "/invocationSource, invocationSource",
        "/sessionState/intent, intent",
        "/sessionState, sessionState"
    })
    void refusesWhatIsNoEvent(String pointer, String missing) {
        ObjectNode came = Documented.event("fulfilment-text").deepCopy();
        ObjectNode parent = missing.equals("intent") ? came.withObject("/sessionState") : came;
        parent.remove(missing);

        assertThatThrownBy(() -> event(came)).hasMessageContaining(pointer);
    }
}
