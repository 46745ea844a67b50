package io.triade.local.models.echo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.triade.local.faults.ModelFault;
import io.triade.local.models.Conversation;
import io.triade.local.models.Tools;
import java.util.Optional;
import java.util.regex.Pattern;

/// How an echo is asked for: by fields of the request, or by a first line of the text, so that it also works
/// through tiers that pass on text alone.
record Directives(String text, int firstMillis, int delayMillis, int repeat, Optional<ToolCall> tool) {
    record ToolCall(String name, JsonNode input) {}

    private static final int MAX_DELAY_MILLIS = 600_000;
    private static final int MAX_REPEAT = 1_000_000;
    private static final int MAX_CHARACTERS = 8_000_000;
    private static final Pattern ECHO =
            Pattern.compile("#echo(?<settings>(?:[ \\t]+[a-z]+=-?[0-9]+){0,4})[ \\t]*(?:\\r?\\n|$|(?<=[ \\t]))");
    private static final Pattern SETTING = Pattern.compile("([a-z]+)=(-?[0-9]+)");
    private static final Pattern TOOL = Pattern.compile("#tool[ \\t]+([a-zA-Z0-9_-]+)[ \\t]*([^\\r\\n]*)(?:\\r?\\n)?");
    private static final JsonMapper JSON = new JsonMapper();

    static Directives read(Conversation conversation) {
        var fields = conversation.additionalFields();
        var text = conversation.lastUserText();
        int first = setting("firstMs", fields.path("firstMs"), 0, MAX_DELAY_MILLIS);
        int delay = setting("delayMs", fields.path("delayMs"), 0, MAX_DELAY_MILLIS);
        int repeat = setting("repeat", fields.path("repeat"), 1, MAX_REPEAT);
        if (text.startsWith("#echo")) {
            var line = ECHO.matcher(text);
            if (line.lookingAt()) {
                var settings = SETTING.matcher(line.group("settings"));
                while (settings.find()) {
                    switch (settings.group(1)) {
                        case "first" -> first = bounded("first", settings.group(2), 0, MAX_DELAY_MILLIS);
                        case "delay" -> delay = bounded("delay", settings.group(2), 0, MAX_DELAY_MILLIS);
                        case "repeat" -> repeat = bounded("repeat", settings.group(2), 1, MAX_REPEAT);
                        case String other ->
                            throw ModelFault.validation("#echo knows first, delay and repeat, not " + other + ".");
                    }
                }
                text = text.substring(line.end());
            }
        }
        if ((long) repeat * (text.length() + 1) > MAX_CHARACTERS) {
            throw ModelFault.validation("An echo is at most %d characters; %d times %d is more."
                    .formatted(MAX_CHARACTERS, repeat, text.length()));
        }
        return withTool(new Directives(text, first, delay, repeat, Optional.empty()), conversation.tools());
    }

    private static Directives withTool(Directives plain, Tools tools) {
        if (tools.tools().isEmpty()) {
            return plain;
        }
        var line = TOOL.matcher(plain.text());
        if (plain.text().startsWith("#tool") && line.lookingAt()) {
            var call = new ToolCall(known(line.group(1), tools), input(line.group(2)));
            return plain.calling(plain.text().substring(line.end()), call);
        }
        return switch (tools.choice()) {
            case Tools.Choice.Auto _ -> plain;
            case Tools.Choice.Any _ ->
                plain.calling("", new ToolCall(tools.tools().getFirst().name(), JSON.createObjectNode()));
            case Tools.Choice.Named named -> plain.calling("", new ToolCall(named.name(), JSON.createObjectNode()));
        };
    }

    private Directives calling(String said, ToolCall call) {
        return new Directives(said, firstMillis, delayMillis, repeat, Optional.of(call));
    }

    private static String known(String name, Tools tools) {
        if (tools.tools().stream().noneMatch(tool -> tool.name().equals(name))) {
            throw ModelFault.validation("#tool names %s, which is not among toolConfig.tools.".formatted(name));
        }
        return name;
    }

    private static JsonNode input(String json) {
        try {
            var input = json.isBlank() ? JSON.createObjectNode() : JSON.readTree(json);
            if (input.isObject()) {
                return input;
            }
        } catch (JsonProcessingException _) {
            // Refused below, as every other thing that is no object.
        }
        throw ModelFault.validation("#tool wants a JSON object after the name of the tool.");
    }

    private static int setting(String name, JsonNode value, int min, int max) {
        return value.isMissingNode() ? min : bounded(name, value.asText(), min, max);
    }

    private static int bounded(String name, String value, int min, int max) {
        if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) < min || Integer.parseInt(value) > max) {
            throw ModelFault.validation("%s must be from %d to %d, was %s.".formatted(name, min, max, value));
        }
        return Integer.parseInt(value);
    }
}
