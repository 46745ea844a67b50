package io.triade.prompt.invocation.converse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunEvent;
import io.triade.prompt.invocation.ModelCall;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDelta;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDeltaEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockStartEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockStopEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamMetadataEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.MessageStopEvent;

/// Turns the events of one ConverseStream into run events. A tool's input comes in pieces and leaves whole.
final class ConverseEvents implements ConverseStreamResponseHandler.Visitor {
    private static final int MAX_TOOL_INPUT_CHARACTERS = 1_000_000;

    private final String model;
    private final Seam seam;
    private final ObjectReader json;
    private final Queue<RunEvent> ready = new ArrayDeque<>(4);
    private @Nullable Map<Integer, OpenTool> tools;
    private @Nullable StopReason stopReason;
    private final FormedAnswer formed;

    /// @param input null where it is the answer itself, which leaves as text while it comes
    private record OpenTool(
            String toolUseId, String name, @Nullable StringBuilder input) {}

    /// @param json reads a JSON object into a map
    ConverseEvents(ModelCall call, ObjectReader json) {
        this.formed = new FormedAnswer(call);
        this.model = call.model();
        this.seam = new Seam(call.answerSoFar());
        this.json = json;
    }

    /// Events that are complete and not yet taken.
    Queue<RunEvent> ready() {
        return ready;
    }

    /// Adds the terminal event of a stream that has ended; false when the model never said why it stopped.
    boolean conclude() {
        if (stopReason == null) return false;
        ready.add(new RunEvent.Completed(formed.stopReason(stopReason)));
        return true;
    }

    @Override
    public void visitContentBlockStart(ContentBlockStartEvent event) {
        var start = event.start();
        if (start == null || start.toolUse() == null) return;
        if (tools == null) tools = new HashMap<>();
        String name = start.toolUse().name();
        tools.put(
                event.contentBlockIndex(),
                new OpenTool(start.toolUse().toolUseId(), name, formed.opens(name) ? null : new StringBuilder()));
    }

    @Override
    public void visitContentBlockDelta(ContentBlockDeltaEvent event) {
        ContentBlockDelta delta = event.delta();
        if (delta == null) return;
        if (delta.text() != null) {
            String text = seam.join(delta.text());
            if (!text.isEmpty())
                ready.add(formed.wanted() ? new RunEvent.ReasoningDelta(text) : new RunEvent.TextDelta(text));
        } else if (delta.toolUse() != null) {
            append(event.contentBlockIndex(), delta.toolUse().input());
        } else if (delta.reasoningContent() != null) {
            String reasoning = delta.reasoningContent().text();
            if (reasoning != null && !reasoning.isEmpty()) ready.add(new RunEvent.ReasoningDelta(reasoning));
        }
    }

    @Override
    public void visitContentBlockStop(ContentBlockStopEvent event) {
        OpenTool tool = tools == null ? null : tools.remove(event.contentBlockIndex());
        if (tool == null) return;
        if (tool.input() != null) {
            ready.add(new RunEvent.ToolRequested(tool.toolUseId(), tool.name(), input(tool, tool.input())));
        } else if (formed.closes()) {
            ready.add(new RunEvent.TextDelta(FormedAnswer.EMPTY));
        }
    }

    @Override
    public void visitMessageStop(MessageStopEvent event) {
        stopReason = ConverseWords.stopReason(event.stopReasonAsString());
    }

    @Override
    public void visitMetadata(ConverseStreamMetadataEvent event) {
        if (event.usage() != null) ready.add(new RunEvent.Usage(ConverseWords.usage(event.usage()), false));
    }

    private void append(Integer index, @Nullable String piece) {
        OpenTool tool = tools == null ? null : tools.get(index);
        if (tool == null || piece == null || piece.isEmpty()) return;
        StringBuilder input = tool.input();
        if (input == null) {
            if (formed.says()) ready.add(new RunEvent.TextDelta(piece));
            return;
        }
        if (input.length() + piece.length() > MAX_TOOL_INPUT_CHARACTERS) {
            throw broken("has more than %d characters".formatted(MAX_TOOL_INPUT_CHARACTERS), tool, null);
        }
        input.append(piece);
    }

    private Map<String, Object> input(OpenTool tool, StringBuilder sent) {
        if (sent.isEmpty()) return Map.of();
        try {
            Map<String, Object> input = json.readValue(sent.toString());
            return input == null ? Map.of() : input;
        } catch (JsonProcessingException malformed) {
            throw broken("is not a JSON object", tool, malformed);
        }
    }

    private ProblemException broken(String how, OpenTool tool, @Nullable Throwable cause) {
        return new ProblemException(
                ProblemType.MODEL_FAILED,
                "What model %s sent as input of tool %s %s; try again.".formatted(model, tool.name(), how),
                cause);
    }
}
