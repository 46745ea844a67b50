package io.triade.api.lex;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.triade.api.answers.ForeignJson;
import io.triade.contracts.problems.ProblemException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What Lex V2 tells a code hook, as far as it is read here. What only goes back is still JSON.
record LexEvent(
        @Nullable String invocationSource,
        @Nullable String inputMode,
        @Nullable String responseContentType,
        @Nullable String sessionId,
        @Nullable String inputTranscript,
        @Nullable Bot bot,
        @Nullable ObjectNode sessionState,
        @Nullable Map<String, String> requestAttributes) {
    private static final Pattern ID = Pattern.compile("[a-z]_[0-9a-z]{1,40}");

    record Bot(
            @Nullable String id,
            @Nullable String aliasId,
            @Nullable String localeId) {}

    /// @throws ProblemException when it cannot be an event of Lex V2
    LexEvent checked() {
        if (sessionId == null || sessionId.isBlank()) throw ProblemException.invalidField("/sessionId", "is required");
        if (!"DialogCodeHook".equals(invocationSource) && !"FulfillmentCodeHook".equals(invocationSource)) {
            throw ProblemException.invalidField(
                    "/invocationSource", "must be DialogCodeHook or FulfillmentCodeHook: is this an event of Lex V2?");
        }
        if (sessionState == null || !(sessionState.path("intent") instanceof ObjectNode intent)) {
            throw ProblemException.invalidField("/sessionState/intent", "is required: is this an event of Lex V2?");
        }
        if (intent.path("name").asText().isBlank()) {
            throw ProblemException.invalidField("/sessionState/intent/name", "is required");
        }
        for (JsonNode value : sessionState.path("sessionAttributes")) {
            if (!value.isTextual()) {
                throw ProblemException.invalidField("/sessionState/sessionAttributes", "must hold strings");
            }
        }
        return this;
    }

    ObjectNode state() {
        return sessionState == null ? ForeignJson.MAPPER.createObjectNode() : sessionState;
    }

    JsonNode intent() {
        return state().path("intent");
    }

    /// A session attribute; null where it is missing or empty.
    @Nullable
    String attribute(String name) {
        String value = state().path("sessionAttributes").path(name).asText();
        return value.isEmpty() ? null : value;
    }

    /// A session attribute that names something of ours; null where it can be the name of nothing. The bot's users can
    /// set it, and it becomes part of a path.
    @Nullable
    String id(String name) {
        String value = attribute(name);
        return value != null && ID.matcher(value).matches() ? value : null;
    }

    boolean collecting() {
        return "DialogCodeHook".equals(invocationSource);
    }

    /// Whether the user said no to a question whether to go on.
    boolean denied() {
        return intent().path("confirmationState").asText().equals("Denied");
    }

    boolean typed() {
        return "Text".equals(inputMode);
    }

    boolean spoken() {
        return responseContentType != null && responseContentType.startsWith("audio/");
    }

    /// Whether the intent has a slot of this name, filled or not.
    boolean has(String slot) {
        return intent().path("slots").has(slot);
    }

    /// What Lex understood as a slot's value; of several, all.
    String slot(String name) {
        JsonNode slot = intent().path("slots").path(name);
        if (!slot.path("values").isArray()) return value(slot);
        var all = new StringBuilder();
        for (JsonNode one : slot.path("values")) {
            all.append(all.isEmpty() ? "" : ", ").append(value(one));
        }
        return all.toString();
    }

    private static String value(JsonNode slot) {
        String interpreted = slot.at("/value/interpretedValue").asText();
        return interpreted.isEmpty() ? slot.at("/value/originalValue").asText() : interpreted;
    }

    /// As in `en` of `en_GB`.
    String language() {
        String locale = bot == null || bot.localeId == null ? "en" : bot.localeId;
        return locale.replaceFirst("_.*", "");
    }
}
