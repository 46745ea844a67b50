package io.triade.api.openai.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.triade.api.answers.ForeignJson;
import io.triade.api.openai.questions.AskedFormat;
import io.triade.api.openai.runs.Ids;
import io.triade.api.openai.runs.KeptWords;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.generations.InferenceParameters;
import io.triade.contracts.generations.OutputFormat;
import io.triade.contracts.generations.ToolConfiguration;
import io.triade.contracts.runs.Run;
import io.triade.contracts.runs.RunState;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a response says of itself, whatever becomes of it. Made of what a run keeps, so that whoever reads one later is
/// told the same as the one who made it.
///
/// @param stored whether it is a run
record Envelope(
        boolean stored,
        KeptWords words,
        @Nullable String model,
        @Nullable String system,
        InferenceParameters parameters,
        @Nullable ToolConfiguration tools,
        @Nullable OutputFormat format) {
    static Envelope of(boolean stored, KeptWords words, GenerationRequest request) {
        return new Envelope(
                stored,
                words,
                request.model(),
                request.system(),
                request.parameters() == null ? InferenceParameters.DEFAULTS : request.parameters(),
                request.toolConfig(),
                request.outputFormat());
    }

    /// Of a run whose request is gone.
    static Envelope of(Run run) {
        var words = new KeptWords(run.metadata());
        return new Envelope(true, words, run.model(), null, InferenceParameters.DEFAULTS, null, null);
    }

    /// A response that nothing was heard of yet.
    ObjectNode unfinished(Run run) {
        String status = run.state() == RunState.QUEUED ? "queued" : "in_progress";
        return shown(run.id(), status, run.model());
    }

    /// @param served the model that answers, once it is known
    ObjectNode shown(String runId, String status, @Nullable String served) {
        ObjectNode shown = ForeignJson.MAPPER.createObjectNode();
        shown.put("id", Ids.response(runId));
        shown.put("object", "response");
        shown.put("created_at", Ids.createdAt(runId));
        shown.put("status", status);
        shown.put("background", words.background());
        shown.putNull("error");
        shown.putNull("incomplete_details");
        shown.put("instructions", words.instructions(system));
        shown.put("max_output_tokens", parameters.maxTokens());
        shown.put("model", served == null ? model : served);
        shown.putArray("output");
        shown.put("parallel_tool_calls", !words.oneToolAtMost());
        shown.put("previous_response_id", words.previous());
        shown.putObject("reasoning").putNull("effort").putNull("summary");
        shown.put("store", stored);
        shown.put("temperature", parameters.temperature());
        shown.putObject("text").set("format", ForeignJson.MAPPER.valueToTree(AskedFormat.shown(format)));
        tools(shown);
        shown.put("top_p", parameters.topP());
        shown.put("truncation", "disabled");
        shown.putNull("usage");
        shown.putNull("user");
        shown.set("metadata", ForeignJson.MAPPER.valueToTree(words.own()));
        return shown;
    }

    private void tools(ObjectNode shown) {
        String choice = tools == null || tools.choice() == null ? "auto" : tools.choice();
        switch (choice) {
            case "auto" -> shown.put("tool_choice", "auto");
            case "any" -> shown.put("tool_choice", "required");
            default ->
                shown.putObject("tool_choice").put("type", "function").put("name", choice.substring("tool:".length()));
        }
        ArrayNode offered = shown.putArray("tools");
        if (tools == null) return;
        for (var tool : tools.tools()) {
            ObjectNode one = offered.addObject();
            one.put("type", "function");
            one.put("name", tool.name());
            one.put("description", tool.description());
            Map<String, Object> schema = tool.inputSchema();
            one.set("parameters", ForeignJson.MAPPER.valueToTree(schema));
            one.put("strict", false);
        }
    }
}
