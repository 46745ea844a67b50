package io.triade.api.openai.responses;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.triade.api.answers.ForeignJson;
import io.triade.api.openai.OpenAiError;
import io.triade.api.openai.runs.Heard;
import io.triade.api.openai.runs.Ids;
import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.runs.RunEvent;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One run's events as those of the Responses API. The same events of a run always make the same events here, with the
/// same numbers and the same bytes: a stream can be taken up anywhere, on any replica, by making it again.
///
/// What an attempt had said that was lost is an item that ends as incomplete and is no part of the response.
final class ResponseEvents {
    private static final JsonStringEncoder QUOTE = JsonStringEncoder.getInstance();

    private final Envelope envelope;
    private final String known;
    private final long after;
    private final Heard heard;
    private final List<OutputItem> output = new ArrayList<>();
    private Buffer out = Buffer.buffer();
    private long sequence;
    private int index;
    private boolean begun;
    private @Nullable OpenMessage open;
    private @Nullable ObjectNode last;

    /// A message while it is said.
    private static final class OpenMessage {
        final String id;
        final int index;
        final StringBuilder text = new StringBuilder();
        final Buffer prefix;

        OpenMessage(String id, int index) {
            this.id = id;
            this.index = index;
            this.prefix =
                    Buffer.buffer("event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\","
                            + "\"item_id\":\"" + id + "\",\"output_index\":" + index
                            + ",\"content_index\":0,\"delta\":\"");
        }
    }

    /// @param runId for a run that never began
    /// @param after number of the last event that the reader has; -1: none
    ResponseEvents(Envelope envelope, String runId, long after) {
        this.envelope = envelope;
        this.known = runId;
        this.after = after;
        this.heard = new Heard(envelope.words().oneToolAtMost());
    }

    /// What an event of the run comes to, as server-sent events; may be empty.
    Buffer event(long offset, RunEvent event) {
        out = Buffer.buffer();
        Heard.Meaning meaning = heard.add(offset, event);
        begin();
        switch (meaning) {
            case NOTHING -> {}
            case MORE -> more(event);
            case LESS -> less();
            case END -> end(event);
        }
        return out;
    }

    /// The response as it ended; null while it has not.
    @Nullable
    ObjectNode response() {
        return last;
    }

    List<OutputItem> output() {
        return output;
    }

    /// The last event of a connection that ends before its response does.
    Buffer cut(ProblemException why) {
        out = Buffer.buffer();
        var error = OpenAiError.of(why).body().error();
        emit(
                "error",
                event -> event.put("code", error.code())
                        .put("message", error.message())
                        .put("param", error.param()));
        return out;
    }

    private String runId() {
        return heard.runId() == null ? known : heard.runId();
    }

    private void begin() {
        if (begun) return;
        begun = true;
        ObjectNode response = envelope.shown(runId(), "in_progress", heard.model());
        emit("response.created", event -> event.set("response", response));
        emit("response.in_progress", event -> event.set("response", response));
    }

    private void more(RunEvent event) {
        if (event instanceof RunEvent.TextDelta delta) say(delta.text());
        else if (event instanceof RunEvent.ToolRequested tool)
            ask(new ContentBlock.ToolUse(tool.toolUseId(), tool.name(), tool.input()));
    }

    private void less() {
        close("incomplete");
        output.clear();
        for (ContentBlock block : heard.content()) {
            if (block instanceof ContentBlock.Text text) say(text.text());
            else if (block instanceof ContentBlock.ToolUse use) ask(use);
        }
    }

    private void say(String text) {
        OpenMessage message = open == null ? open() : open;
        message.text.append(text);
        long number = sequence++;
        if (number <= after) return;
        out.appendBuffer(message.prefix)
                .appendBytes(QUOTE.quoteAsUTF8(text))
                .appendString("\",\"logprobs\":[],\"sequence_number\":" + number + "}\n\n");
    }

    private OpenMessage open() {
        int at = index++;
        var message = new OpenMessage(Ids.MESSAGE + runId() + "_" + at, at);
        open = message;
        emit(
                "response.output_item.added",
                event -> event.put("output_index", at).set("item", OutputItem.begun(message.id)));
        emit("response.content_part.added", event -> place(event, message).set("part", OutputItem.part("")));
        return message;
    }

    private void close(String status) {
        OpenMessage message = open;
        if (message == null) return;
        open = null;
        String text = message.text.toString();
        var item = new OutputItem(message.id, status, new ContentBlock.Text(text));
        output.add(item);
        emit(
                "response.output_text.done",
                event -> place(event, message).put("text", text).putArray("logprobs"));
        emit("response.content_part.done", event -> place(event, message).set("part", OutputItem.part(text)));
        emit(
                "response.output_item.done",
                event -> event.put("output_index", message.index).set("item", item.shown()));
    }

    private static ObjectNode place(ObjectNode event, OpenMessage message) {
        return event.put("item_id", message.id)
                .put("output_index", message.index)
                .put("content_index", 0);
    }

    private void ask(ContentBlock.ToolUse use) {
        close("completed");
        int at = index++;
        String id = Ids.CALL + runId() + "_" + at;
        String arguments = OutputItem.arguments(use);
        var item = new OutputItem(id, "completed", use);
        output.add(item);
        emit(
                "response.output_item.added",
                event -> event.put("output_index", at).set("item", OutputItem.call(id, "in_progress", use, "")));
        emit(
                "response.function_call_arguments.delta",
                event -> event.put("item_id", id).put("output_index", at).put("delta", arguments));
        emit(
                "response.function_call_arguments.done",
                event -> event.put("item_id", id)
                        .put("output_index", at)
                        .put("name", use.name())
                        .put("arguments", arguments));
        emit("response.output_item.done", event -> event.put("output_index", at).set("item", item.shown()));
    }

    private void end(RunEvent how) {
        String reason = how instanceof RunEvent.Completed completed ? incomplete(completed.stopReason()) : null;
        boolean whole = how instanceof RunEvent.Completed && reason == null;
        close(whole ? "completed" : "incomplete");
        String status = whole
                ? "completed"
                : how instanceof RunEvent.Failed ? "failed" : reason == null ? "cancelled" : "incomplete";
        ObjectNode response = envelope.shown(runId(), status, heard.model());
        output.forEach(item -> response.withArray("output").add(item.shown()));
        if (heard.usage() != null) response.set("usage", usage(heard.usage()));
        if (reason != null) response.putObject("incomplete_details").put("reason", reason);
        if (how instanceof RunEvent.Failed failed) response.set("error", error(failed.problem()));
        last = response;
        // OpenAI has no event of its own for a response that was cancelled.
        emit(
                "response." + (status.equals("cancelled") ? "incomplete" : status),
                event -> event.set("response", response));
    }

    private static @Nullable String incomplete(StopReason reason) {
        return switch (reason) {
            case MAX_TOKENS, MODEL_CONTEXT_WINDOW_EXCEEDED -> "max_output_tokens";
            case GUARDRAIL_INTERVENED, CONTENT_FILTERED -> "content_filter";
            case END_TURN, STOP_SEQUENCE, TOOL_USE, MALFORMED_MODEL_OUTPUT, MALFORMED_TOOL_USE, OTHER -> null;
        };
    }

    private static ObjectNode usage(TokenUsage usage) {
        int input = usage.inputTokens() + usage.cacheReadInputTokens() + usage.cacheWriteInputTokens();
        ObjectNode shown = ForeignJson.MAPPER.createObjectNode();
        shown.put("input_tokens", input);
        shown.putObject("input_tokens_details")
                .put("cached_tokens", usage.cacheReadInputTokens())
                .put("cache_write_tokens", usage.cacheWriteInputTokens());
        shown.put("output_tokens", usage.outputTokens());
        shown.putObject("output_tokens_details").put("reasoning_tokens", 0);
        return shown.put("total_tokens", input + usage.outputTokens());
    }

    private static ObjectNode error(Problem problem) {
        var error = OpenAiError.of(ResponseTranslation.TERMS.theirs(ProblemException.passedOn(problem)));
        // The SDKs know a few codes of a response that failed, and no others.
        String code = error.status() == 429
                ? "rate_limit_exceeded"
                : error.status() < 500 ? "invalid_prompt" : "server_error";
        return ForeignJson.MAPPER
                .createObjectNode()
                .put("code", code)
                .put("message", error.body().error().message());
    }

    private void emit(String type, Consumer<ObjectNode> fields) {
        long number = sequence++;
        if (number <= after) return;
        ObjectNode event = ForeignJson.MAPPER.createObjectNode();
        event.put("type", type);
        fields.accept(event);
        event.put("sequence_number", number);
        out.appendString("event: " + type + "\ndata: ")
                .appendBytes(ForeignJson.bytes(event))
                .appendString("\n\n");
    }
}
