package io.triade.api.anthropic;

import io.triade.api.answers.ForeignJson;
import io.triade.api.answers.TextDeltas;
import io.triade.api.anthropic.AnthropicMessage.TextBlock;
import io.triade.api.anthropic.AnthropicMessage.ToolUseBlock;
import io.triade.api.anthropic.AnthropicMessage.Usage;
import io.triade.api.anthropic.requests.MessagesRequest;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunEvent;
import io.triade.defaults.streams.EventCodec;
import io.triade.defaults.streams.Frame;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One run's events as Anthropic's stream events. The frame around a text delta is made once a block; the text is put
/// into it as the bytes it came in.
///
/// `message_start` waits for the first event after `started`: a run that fails before it said anything is then a
/// failed request with a status, which is what Anthropic's clients retry. Bedrock counts the input at the end, so
/// `message_start` counts nothing and `message_delta` all.
final class MessageEvents {
    static final Buffer NOTHING = Buffer.buffer(0);

    private static final Buffer DELTA_END = Buffer.buffer("}}\n\n");
    private static final Buffer PING = Buffer.buffer("event: ping\ndata: {\"type\":\"ping\"}\n\n");
    private static final Buffer STOP = Buffer.buffer("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");

    private final MessagesRequest request;
    private final String traceId;
    private @Nullable AnthropicMessage begun;
    private TokenUsage usage = new TokenUsage(0, 0);
    private Buffer deltaBegin = NOTHING;
    private boolean started;
    private boolean textOpen;
    private int blocks;
    private boolean toolAsked;
    private long lastShown;

    MessageEvents(MessagesRequest request, String traceId) {
        this.request = request;
        this.traceId = traceId;
    }

    /// The chunk of a frame.
    ///
    /// @param others told every event but texts
    /// @throws ProblemException when the run failed before it said anything
    Buffer chunk(Frame frame, EventCodec codec, Consumer<RunEvent> others) {
        Buffer text = TextDeltas.quoted(frame.json());
        if (text != null) return text(frame.offset(), text);
        RunEvent event = codec.event(frame);
        others.accept(event);
        return event(frame.offset(), event);
    }

    private Buffer event(long offset, RunEvent event) {
        return switch (event) {
            case RunEvent.Started first -> {
                begun = AnthropicMessage.begun(first.runId(), first.model());
                yield NOTHING;
            }
            case RunEvent.TextDelta delta -> text(offset, Buffer.buffer(ForeignJson.bytes(delta.text())));
            case RunEvent.ToolRequested tool -> toolUse(offset, tool);
            case RunEvent.Usage counted -> {
                usage = counted.usage();
                yield NOTHING;
            }
            case RunEvent.Completed completed -> end(completed.stopReason());
            case RunEvent.Failed failed -> failure(failed.problem());
            case RunEvent.Cancelled cancelled ->
                failure(Problem.of(ProblemType.UPSTREAM_FAILED, "Cancelled by " + cancelled.by() + ".", null));
            case RunEvent.Interrupted interrupted ->
                // Anthropic's protocol cannot take words back: where some must be, the answer ends with an error.
                interrupted.rewindTo() >= lastShown
                        ? NOTHING
                        : failure(Problem.of(
                                ProblemType.RUN_INTERRUPTED, "The answer was interrupted; ask again.", null));
            case RunEvent.ReasoningDelta _,
                    RunEvent.PassageFound _,
                    RunEvent.ToolFinished _,
                    RunEvent.ApprovalAsked _,
                    RunEvent.GuardrailVerdict _ -> NOTHING;
        };
    }

    private Buffer text(long offset, Buffer quoted) {
        lastShown = offset;
        Buffer chunk = opened(quoted.length() + deltaBegin.length() + 16);
        if (!textOpen) openText(chunk);
        return chunk.appendBuffer(deltaBegin).appendBuffer(quoted).appendBuffer(DELTA_END);
    }

    private void openText(Buffer chunk) {
        textOpen = true;
        append(chunk, new StreamEvent.BlockStart(blocks, new TextBlock("")));
        deltaBegin = Buffer.buffer(("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":%d,"
                        + "\"delta\":{\"type\":\"text_delta\",\"text\":")
                .formatted(blocks));
    }

    private Buffer toolUse(long offset, RunEvent.ToolRequested tool) {
        if (toolAsked && request.oneTool()) return NOTHING;
        toolAsked = true;
        lastShown = offset;
        Buffer chunk = opened(512);
        closeText(chunk);
        var block = new ToolUseBlock(tool.toolUseId(), tool.name(), Map.of());
        append(chunk, new StreamEvent.BlockStart(blocks, block));
        String input = Buffer.buffer(ForeignJson.bytes(tool.input())).toString();
        append(chunk, new StreamEvent.BlockDelta(blocks, new StreamEvent.InputDelta(input)));
        closeBlock(chunk);
        return chunk;
    }

    private Buffer end(StopReason reason) {
        Buffer chunk = opened(512);
        closeText(chunk);
        String sequence = AnthropicMessage.stopSequence(reason, request);
        var stopped = new StreamEvent.Stopped(AnthropicMessage.word(reason), sequence);
        append(chunk, new StreamEvent.MessageDelta(stopped, Usage.of(usage)));
        return chunk.appendBuffer(STOP);
    }

    private Buffer failure(Problem problem) {
        if (!started) throw ProblemException.passedOn(problem);
        return error(ProblemException.passedOn(problem), traceId);
    }

    /// The last event of a message that has no end.
    static Buffer error(ProblemException why, String traceId) {
        Buffer chunk = Buffer.buffer(256);
        append(chunk, "error", AnthropicError.of(why, traceId).body());
        return chunk;
    }

    /// A buffer in which the message has begun, if it had not before.
    private Buffer opened(int size) {
        AnthropicMessage message = begun;
        if (started || message == null) return Buffer.buffer(size);
        started = true;
        Buffer chunk = Buffer.buffer(size + 512);
        append(chunk, new StreamEvent.MessageStart(message));
        return chunk.appendBuffer(PING);
    }

    private void closeText(Buffer chunk) {
        if (textOpen) closeBlock(chunk);
        textOpen = false;
    }

    private void closeBlock(Buffer chunk) {
        append(chunk, new StreamEvent.BlockStop(blocks++));
    }

    private static void append(Buffer chunk, StreamEvent event) {
        append(chunk, event.event(), event);
    }

    private static void append(Buffer chunk, String event, Object data) {
        chunk.appendString("event: " + event + "\ndata: ")
                .appendBytes(ForeignJson.bytes(data))
                .appendString("\n\n");
    }
}
