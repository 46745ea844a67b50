package io.triade.api.lex;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.triade.api.answers.ForeignJson;
import io.triade.api.lex.LexConfig.Words;
import io.triade.contracts.problems.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes what a code hook answers. Everything that the bot keeps in its session goes back as it came, beside a few
/// attributes of ours.
@ApplicationScoped
class LexAnswers {
    /// Ours in the bot's session: the conversation, the run that is waited for, how many turns were answered, why the
    /// last failed, and the run whose answer was longer than Lex takes.
    static final String SESSION = "triade-session";

    static final String RUN = "triade-run";
    static final String TURN = "triade-turn";
    static final String PROBLEM = "triade-problem";
    static final String CUT = "triade-cut";

    /// How a caller says in a request attribute that they want the text untouched, as a payload of their own.
    private static final String CONTENT_TYPE = "triade-content-type";

    private static final String CUSTOM = "CustomPayload";
    private static final int MOST_PROBLEM = 1_000;

    private final LexConfig config;
    private final Words english;

    LexAnswers(LexConfig config) {
        Words words = config.words().get("en");
        if (words == null) {
            throw new IllegalArgumentException("api.lex.words.en is required: other languages fall back to it");
        }
        this.config = config;
        this.english = words;
    }

    /// A code hook's response.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Response(
            ObjectNode sessionState,
            List<LexMessage> messages,
            @Nullable Map<String, String> requestAttributes) {}

    /// Lex goes on by itself.
    Response delegate(LexEvent event) {
        return response(event, "Delegate", null, Map.of(PROBLEM, ""), List.of());
    }

    Response nothingAsked(LexEvent event) {
        return elicit(
                event,
                true,
                Map.of(PROBLEM, ""),
                List.of(LexMessage.plain(words(event).nothingAsked())));
    }

    Response delivered(LexEvent event, String session, String runId, String text) {
        AnswerParts said = AnswerParts.of(text);
        String type = type(event, text);
        var messages =
                said.parts().stream().map(part -> LexMessage.of(type, part)).toList();
        var ours = Map.of(
                SESSION, session, RUN, "", PROBLEM, "", CUT, said.cut() ? runId : "", TURN, nextTurn(event, session));
        return response(event, "Close", "Fulfilled", ours, messages);
    }

    Response stillWorking(LexEvent event, String session, String runId) {
        String sentence = words(event).stillWorking();
        var messages = new ArrayList<LexMessage>(List.of(LexMessage.plain(sentence)));
        if (event.typed()) config.pollButton().ifPresent(button -> messages.add(LexMessage.card(sentence, button)));
        var ours = Map.of(SESSION, session, RUN, runId, PROBLEM, "");
        return switch (config.stillWorking()) {
            case ELICIT_INTENT -> elicit(event, false, ours, messages);
            case ELICIT_SLOT -> elicit(event, true, ours, messages);
            case CONFIRM_INTENT -> response(event, "ConfirmIntent", "InProgress", ours, messages);
        };
    }

    Response stopped(LexEvent event) {
        var ours = Map.of(RUN, "", PROBLEM, "", TURN, nextTurn(event, event.attribute(SESSION)));
        return response(
                event,
                "Close",
                "Failed",
                ours,
                List.of(LexMessage.plain(words(event).stopped())));
    }

    /// The run that was waited for has failed, or is gone: the next question is another.
    Response failedForGood(LexEvent event, @Nullable String session, Problem problem) {
        String turn = nextTurn(event, session == null ? event.attribute(SESSION) : session);
        return failed(event, session, problem, Map.of(RUN, "", TURN, turn));
    }

    /// What it means for the run is not known: the same words again lead to the same one.
    Response failed(LexEvent event, @Nullable String session, Problem problem) {
        return failed(event, session, problem, Map.of());
    }

    private Response failed(LexEvent event, @Nullable String session, Problem problem, Map<String, String> more) {
        String said = new String(ForeignJson.bytes(problem), StandardCharsets.UTF_8);
        var ours = new HashMap<>(more);
        if (session != null) ours.put(SESSION, session);
        ours.put(PROBLEM, said.length() <= MOST_PROBLEM ? said : problem.type());
        return response(
                event,
                "Close",
                "Failed",
                ours,
                List.of(LexMessage.plain(words(event).failed())));
    }

    /// Turns are counted within a conversation: another begins anew, and without one there is nothing to count.
    private static String nextTurn(LexEvent event, @Nullable String session) {
        if (session == null || session.isEmpty()) return "";
        return String.valueOf(session.equals(event.attribute(SESSION)) ? turn(event) + 1 : 1);
    }

    /// Which turn of the conversation this is.
    static int turn(LexEvent event) {
        String turn = event.attribute(TURN);
        return turn != null && turn.matches("\\d{1,6}") ? Integer.parseInt(turn) : 0;
    }

    /// @param same whether the same intent is to hear what is said next, where it has the question's slot
    private Response elicit(LexEvent event, boolean same, Map<String, String> ours, List<LexMessage> messages) {
        String slot = config.questionSlot().filter(event::has).orElse(null);
        if (slot == null || !same) return response(event, "ElicitIntent", "InProgress", ours, messages);
        Response response = response(event, "ElicitSlot", "InProgress", ours, messages);
        response.sessionState.withObject("/dialogAction").put("slotToElicit", slot);
        return response;
    }

    /// @param state the intent's; null: as it was
    /// @param ours attributes to set; an empty one is taken away
    private static Response response(
            LexEvent event,
            String action,
            @Nullable String state,
            Map<String, String> ours,
            List<LexMessage> messages) {
        ObjectNode session = event.state().deepCopy();
        session.putObject("dialogAction").put("type", action);
        if (state != null && session.get("intent") instanceof ObjectNode intent) intent.put("state", state);
        ObjectNode attributes = session.get("sessionAttributes") instanceof ObjectNode given
                ? given
                : session.putObject("sessionAttributes");
        ours.forEach((name, value) -> {
            if (value.isEmpty()) attributes.remove(name);
            else attributes.put(name, value);
        });
        return new Response(session, messages, event.requestAttributes());
    }

    /// A model that answers in speech marks is spoken as it wishes, where it is spoken at all.
    private static String type(LexEvent event, String text) {
        Map<String, String> attributes = event.requestAttributes();
        if (attributes != null && CUSTOM.equals(attributes.get(CONTENT_TYPE))) return CUSTOM;
        String said = text.strip();
        boolean marked =
                said.startsWith("<speak>") && said.endsWith("</speak>") && said.length() <= AnswerParts.MOST_CHARACTERS;
        return event.spoken() && marked ? "SSML" : "PlainText";
    }

    private Words words(LexEvent event) {
        return config.words().getOrDefault(event.language(), english);
    }
}
