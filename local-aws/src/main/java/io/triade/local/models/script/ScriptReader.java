package io.triade.local.models.script;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.triade.local.faults.FaultType;
import io.triade.local.faults.ModelFault;
import io.triade.local.faults.WireFault;
import io.triade.local.models.StopReason;
import io.triade.local.models.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// Reads scripts from JSON as the README describes it. Strict: a field it does not know is an error, with its
/// place.
final class ScriptReader {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final int MAX_REPEAT = 1_000_000;
    private static final long MAX_DELAY_MILLIS = 600_000;

    private record WrittenScript(
            @Nullable String name,
            @Nullable WrittenMatch match,
            @Nullable Integer times,
            @Nullable WrittenError error,
            @Nullable List<WrittenStep> steps,
            @Nullable String stopReason,
            @Nullable WrittenUsage usage) {}

    private record WrittenMatch(
            @Nullable String lastUserText,
            @Nullable String contains,
            @Nullable String regex) {}

    private record WrittenError(
            @Nullable String type,
            @Nullable String message,
            @Nullable Integer status) {}

    private record WrittenStep(
            @Nullable String text,
            @Nullable String reasoning,
            @Nullable WrittenToolUse toolUse,
            @Nullable WrittenFault fault,
            @Nullable Long delayMs,
            @Nullable Integer repeat) {}

    private record WrittenToolUse(
            @Nullable String name, @Nullable JsonNode input) {}

    private record WrittenFault(
            @Nullable String exception,
            @Nullable String message,
            boolean disconnect,
            boolean stall,
            boolean truncateFrame,
            boolean garbage,
            boolean badChecksum,
            boolean earlyEnd) {}

    private record WrittenUsage(
            int inputTokens, int outputTokens, int cacheReadInputTokens, int cacheWriteInputTokens) {}

    private ScriptReader() {}

    /// @throws IllegalArgumentException saying what is wrong and in which script
    static List<Script> read(String json, String origin) {
        WrittenScript[] written;
        try {
            written = JSON.readValue(json, WrittenScript[].class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(origin + ": " + e.getMessage(), e);
        }
        var scripts = new ArrayList<Script>();
        for (int i = 0; i < written.length; i++) {
            try {
                scripts.add(script(
                        Objects.requireNonNull(written[i], "a script must not be null"), origin + "[" + i + "]"));
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("%s[%d]: %s".formatted(origin, i, e.getMessage()), e);
            }
        }
        return scripts;
    }

    private static Script script(WrittenScript written, String place) {
        if (written.error() != null && written.steps() != null) {
            throw new IllegalArgumentException("a script has an error or steps, not both; use a fault step");
        }
        if (written.error() == null && written.steps() == null) {
            throw new IllegalArgumentException("a script needs steps or an error");
        }
        if (written.times() != null && written.times() < 1) {
            throw new IllegalArgumentException("times must be at least 1, was " + written.times());
        }
        var steps = new ArrayList<Script.Step>();
        long delay = 0;
        for (var step : Objects.requireNonNullElse(written.steps(), List.<WrittenStep>of())) {
            delay += bounded("delayMs", step.delayMs() == null ? 0 : step.delayMs(), 0, MAX_DELAY_MILLIS);
            var action = action(step);
            if (action.isPresent()) {
                int repeat = (int) bounded("repeat", step.repeat() == null ? 1 : step.repeat(), 1, MAX_REPEAT);
                steps.add(new Script.Step(delay, repeat, action.get()));
                delay = 0;
            }
        }
        boolean callsTool = steps.stream().anyMatch(step -> step.action() instanceof Script.Action.Use);
        return new Script(
                written.name() == null ? place : written.name(),
                match(written.match()),
                Optional.ofNullable(written.times()),
                Optional.ofNullable(written.error()).map(ScriptReader::error),
                steps,
                delay,
                stopReason(written.stopReason(), callsTool),
                Optional.ofNullable(written.usage()).map(ScriptReader::usage));
    }

    private static Predicate<String> match(@Nullable WrittenMatch match) {
        if (match == null || count(match.lastUserText(), match.contains(), match.regex()) != 1) {
            throw new IllegalArgumentException("match needs exactly one of lastUserText, contains and regex");
        }
        if (match.lastUserText() != null) {
            return match.lastUserText()::equals;
        }
        var part = match.contains();
        if (part != null) {
            return text -> text.contains(part);
        }
        try {
            var pattern = Pattern.compile(Objects.requireNonNull(match.regex()), Pattern.DOTALL);
            return text -> pattern.matcher(text).find();
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("regex: " + e.getDescription(), e);
        }
    }

    private static Optional<Script.Action> action(WrittenStep step) {
        int actions = count(step.text(), step.reasoning(), step.toolUse(), step.fault());
        if (actions == 0 && step.delayMs() != null && step.repeat() == null) {
            return Optional.empty();
        }
        if (actions != 1) {
            throw new IllegalArgumentException(
                    "a step is exactly one of text, reasoning, toolUse and fault, or a delayMs");
        }
        if (step.text() != null) {
            return Optional.of(new Script.Action.Say(step.text()));
        }
        if (step.reasoning() != null) {
            return Optional.of(new Script.Action.Think(step.reasoning()));
        }
        if (step.toolUse() != null) {
            var name = step.toolUse().name();
            var input = step.toolUse().input();
            if (name == null || (input != null && !input.isObject())) {
                throw new IllegalArgumentException("toolUse needs a name, and its input is a JSON object");
            }
            return Optional.of(new Script.Action.Use(name, input == null ? JSON.createObjectNode() : input));
        }
        return Optional.of(fault(Objects.requireNonNull(step.fault())));
    }

    private static Script.Action fault(WrittenFault fault) {
        var flags = new ArrayList<Script.Action>();
        if (fault.exception() != null) {
            var message = Objects.requireNonNullElse(fault.message(), "A scripted fault.");
            flags.add(new Script.Action.Fail(new ModelFault(type(fault.exception()), message)));
        }
        if (fault.disconnect()) {
            flags.add(new Script.Action.Break(WireFault.DISCONNECT));
        }
        if (fault.stall()) {
            flags.add(new Script.Action.Stall());
        }
        if (fault.truncateFrame()) {
            flags.add(new Script.Action.Break(WireFault.TRUNCATED_FRAME));
        }
        if (fault.garbage()) {
            flags.add(new Script.Action.Break(WireFault.GARBAGE));
        }
        if (fault.badChecksum()) {
            flags.add(new Script.Action.Break(WireFault.BAD_CHECKSUM));
        }
        if (fault.earlyEnd()) {
            flags.add(new Script.Action.Break(WireFault.EARLY_END));
        }
        if (flags.size() != 1) {
            throw new IllegalArgumentException("a fault is exactly one of exception, disconnect, stall, truncateFrame, "
                    + "garbage, badChecksum and earlyEnd");
        }
        return flags.getFirst();
    }

    private static ModelFault error(WrittenError error) {
        if (error.type() == null) {
            throw new IllegalArgumentException("error needs a type");
        }
        var type = type(error.type());
        int status = (int) bounded("status", error.status() == null ? type.status() : error.status(), 400, 599);
        return new ModelFault(type, Objects.requireNonNullElse(error.message(), "A scripted error."), status);
    }

    private static FaultType type(String name) {
        return FaultType.named(name)
                .orElseThrow(() -> new IllegalArgumentException("%s is not one of %s"
                        .formatted(
                                name,
                                Arrays.stream(FaultType.values())
                                        .map(FaultType::wireName)
                                        .distinct()
                                        .toList())));
    }

    private static StopReason stopReason(@Nullable String name, boolean callsTool) {
        if (name == null) {
            return callsTool ? StopReason.TOOL_USE : StopReason.END_TURN;
        }
        return StopReason.named(name)
                .orElseThrow(() -> new IllegalArgumentException("stopReason is not one Bedrock knows: " + name));
    }

    private static Usage usage(WrittenUsage usage) {
        return new Usage(
                usage.inputTokens(), usage.outputTokens(), usage.cacheReadInputTokens(), usage.cacheWriteInputTokens());
    }

    private static long bounded(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException("%s must be from %d to %d, was %d".formatted(name, min, max, value));
        }
        return value;
    }

    private static int count(@Nullable Object... values) {
        return (int) Arrays.stream(values).filter(Objects::nonNull).count();
    }
}
