package io.triade.api.openai.chat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.triade.api.answers.ForeignJson;
import io.triade.api.answers.TextDeltas;
import io.triade.api.openai.OpenAiError;
import io.triade.api.openai.runs.Ids;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunEvent;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One run's events as OpenAI's chunks. The frame around each chunk is made once a stream; a text delta is put into it
/// as the bytes it came in.
///
/// The first chunk, which says nothing but the role, waits for the first event after `started`: a run that fails before
/// it said anything is then a failed request with a status, which is what OpenAI's clients retry.
final class ChatChunks {
    static final Buffer NOTHING = Buffer.buffer(0);

    private static final Buffer DONE = utf8("data: [DONE]\n\n");
    private static final Buffer ROLE = utf8("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}");
    private static final Buffer CONTENT = utf8("{\"content\":");

    private final boolean withUsage;
    private final long created;
    private final boolean oneTool;
    private Buffer prefix = NOTHING;
    private Buffer suffix = NOTHING;
    private String identity = "";
    private boolean roleSaid;
    private int toolCalls;
    private @Nullable TokenUsage usage;

    ChatChunks(boolean withUsage, long created) {
        this(withUsage, created, false);
    }

    /// @param created for an answer whose run does not say by its id when it was made
    /// @param oneTool whether only the first tool that is asked for is passed on
    ChatChunks(boolean withUsage, long created, boolean oneTool) {
        this.withUsage = withUsage;
        this.created = created;
        this.oneTool = oneTool;
    }

    /// The chunk of a text delta by its bytes; null when they are not exactly those that our encoder writes.
    @Nullable
    Buffer text(Buffer json) {
        Buffer quoted = TextDeltas.quoted(json);
        return quoted == null ? null : content(quoted);
    }

    /// @throws ProblemException when the run failed before it said anything
    Buffer event(long offset, RunEvent event) {
        return switch (event) {
            case RunEvent.Started started -> start(started);
            case RunEvent.TextDelta delta -> content(Buffer.buffer(ForeignJson.bytes(delta.text())));
            case RunEvent.ToolRequested tool -> oneTool && toolCalls > 0 ? NOTHING : toolCall(tool);
            case RunEvent.Usage counted -> {
                usage = counted.usage();
                yield NOTHING;
            }
            case RunEvent.Completed completed -> end(completed.stopReason());
            case RunEvent.Failed failed -> failure(failed.problem());
            case RunEvent.Cancelled cancelled ->
                failure(Problem.of(ProblemType.UPSTREAM_FAILED, "Cancelled by " + cancelled.by() + ".", null));
            case RunEvent.ReasoningDelta _,
                    RunEvent.PassageFound _,
                    RunEvent.ToolFinished _,
                    RunEvent.ApprovalAsked _,
                    RunEvent.GuardrailVerdict _ -> NOTHING;
            // Where nothing is taken back the answer goes on from where it was.
            case RunEvent.Interrupted interrupted when !roleSaid || interrupted.rewindTo() >= offset - 1 -> NOTHING;
            case RunEvent.Interrupted _ ->
                // OpenAI's protocol cannot take words back, so the answer ends here with an error.
                failure(Problem.of(ProblemType.UPSTREAM_FAILED, "The answer was interrupted; ask again.", null));
        };
    }

    private Buffer start(RunEvent.Started started) {
        identity =
                "data: {\"id\":%s,\"object\":\"chat.completion.chunk\",\"created\":%d,\"model\":%s,\"system_fingerprint\":\"%s\","
                        .formatted(
                                quoted(ChatCompletion.id(started.runId())),
                                Ids.isRun("", started.runId()) ? Ids.createdAt(started.runId()) : created,
                                quoted(started.model()),
                                ChatCompletion.FINGERPRINT);
        prefix = utf8(identity + "\"choices\":[{\"index\":0,\"delta\":");
        suffix = utf8(",\"logprobs\":null,\"finish_reason\":null}]" + noUsage());
        return NOTHING;
    }

    private Buffer content(Buffer quoted) {
        Buffer chunk = opened(prefix.length() + suffix.length() + quoted.length() + 16);
        return chunk.appendBuffer(prefix)
                .appendBuffer(CONTENT)
                .appendBuffer(quoted)
                .appendByte((byte) '}')
                .appendBuffer(suffix);
    }

    private Buffer toolCall(RunEvent.ToolRequested tool) {
        var call = ChatCompletion.ToolCall.of(toolCalls++, tool.toolUseId(), tool.name(), tool.input());
        return opened(512)
                .appendBuffer(prefix)
                .appendString("{\"tool_calls\":")
                .appendBytes(ForeignJson.bytes(List.of(call)))
                .appendByte((byte) '}')
                .appendBuffer(suffix);
    }

    private Buffer end(StopReason reason) {
        Buffer chunk = opened(1024)
                .appendBuffer(prefix)
                .appendString(
                        "{},\"logprobs\":null,\"finish_reason\":\"" + FinishReason.of(reason) + "\"}]" + noUsage());
        TokenUsage counted = usage;
        if (withUsage && counted != null) {
            chunk.appendString(identity + "\"choices\":[],\"usage\":")
                    .appendBytes(ForeignJson.bytes(ChatCompletion.Usage.of(counted)))
                    .appendString("}\n\n");
        }
        return chunk.appendBuffer(DONE);
    }

    private Buffer failure(Problem problem) {
        if (!roleSaid) throw ProblemException.passedOn(problem);
        return error(ProblemException.passedOn(problem));
    }

    /// What ends a stream that cannot go on; `[DONE]` does not follow.
    static Buffer error(ProblemException why) {
        return utf8("data: ")
                .appendBytes(ForeignJson.bytes(OpenAiError.of(why).body()))
                .appendString("\n\n");
    }

    /// A buffer that already says the role, if nobody did.
    private Buffer opened(int size) {
        if (roleSaid) return Buffer.buffer(size);
        roleSaid = true;
        return Buffer.buffer(2 * size).appendBuffer(prefix).appendBuffer(ROLE).appendBuffer(suffix);
    }

    private String noUsage() {
        return withUsage ? ",\"usage\":null}\n\n" : "}\n\n";
    }

    private static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    private static Buffer utf8(String text) {
        return Buffer.buffer(text);
    }
}
