package io.triade.api.openai.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.triade.api.answers.ForeignJson;
import io.triade.api.openai.runs.Ids;
import io.triade.api.openai.runs.KeptWords;
import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.generations.Message;
import io.triade.contracts.problems.ProblemException;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The items that a response was made from, those it took over from the response before included, page by page.
final class InputList {
    private static final int MOST = 100;

    private final String runId;
    private final List<ObjectNode> items = new ArrayList<>();
    private @Nullable ObjectNode open;

    private InputList(String runId) {
        this.runId = runId;
    }

    static ObjectNode page(String runId, KeptWords words, GenerationRequest request, Page page) {
        var list = new InputList(runId);
        String system = words.systemMessages(request.system());
        if (system != null) list.part("system", "input_text").put("text", system);
        request.messages().forEach(list::message);
        return page.of(list.items);
    }

    private void message(Message message) {
        open = null;
        for (ContentBlock block : message.content()) {
            switch (block) {
                case ContentBlock.Text text -> {
                    String type = message.role().equals("assistant") ? "output_text" : "input_text";
                    ObjectNode part = part(message.role(), type).put("text", text.text());
                    if (type.equals("output_text")) part.putArray("annotations");
                }
                case ContentBlock.Image image ->
                    part(message.role(), "input_image")
                            .put("detail", "auto")
                            .put("image_url", "data:image/" + image.format() + ";base64," + image.base64());
                case ContentBlock.ToolUse use -> {
                    ObjectNode call = OutputItem.call(id(Ids.CALL), "completed", use, OutputItem.arguments(use));
                    add(call);
                }
                case ContentBlock.ToolResult result ->
                    add(ForeignJson.MAPPER
                            .createObjectNode()
                            .put("id", id("fco_"))
                            .put("type", "function_call_output")
                            .put("status", "completed")
                            .put("call_id", result.toolUseId())
                            .put("output", result.content()));
            }
        }
        open = null;
    }

    private ObjectNode part(String role, String type) {
        ObjectNode message = open;
        if (message == null) {
            message = ForeignJson.MAPPER.createObjectNode();
            message.put("id", id(Ids.MESSAGE))
                    .put("type", "message")
                    .put("status", "completed")
                    .put("role", role);
            message.putArray("content");
            add(message);
            open = message;
        }
        ArrayNode content = message.withArray("content");
        return content.addObject().put("type", type);
    }

    private void add(ObjectNode item) {
        open = null;
        items.add(item);
    }

    private String id(String prefix) {
        return prefix + runId + "_in" + items.size();
    }

    /// Which of them are shown.
    ///
    /// @param after the item before the first; null: from the beginning of the order
    record Page(int limit, boolean ascending, @Nullable String after) {
        static Page of(MultiMap query) {
            String limit = Objects.requireNonNullElse(query.get("limit"), "20");
            if (!limit.matches("\\d{1,3}") || Integer.parseInt(limit) < 1 || Integer.parseInt(limit) > MOST) {
                throw ProblemException.invalidField("limit", "must be a whole number from 1 to " + MOST);
            }
            String order = Objects.requireNonNullElse(query.get("order"), "desc");
            if (!order.equals("asc") && !order.equals("desc")) {
                throw ProblemException.invalidField("order", "must be asc or desc");
            }
            return new Page(Integer.parseInt(limit), order.equals("asc"), query.get("after"));
        }

        private ObjectNode of(List<ObjectNode> all) {
            var ordered = new ArrayList<>(all);
            if (!ascending) Collections.reverse(ordered);
            int from = after == null ? 0 : 1 + place(ordered, after);
            List<ObjectNode> shown = ordered.subList(from, Math.min(ordered.size(), from + limit));
            ObjectNode page = ForeignJson.MAPPER.createObjectNode();
            page.put("object", "list");
            page.putArray("data").addAll(shown);
            page.put(
                    "first_id",
                    shown.isEmpty() ? null : shown.getFirst().path("id").asText());
            page.put(
                    "last_id",
                    shown.isEmpty() ? null : shown.getLast().path("id").asText());
            page.put("has_more", from + shown.size() < ordered.size());
            return page;
        }

        private static int place(List<ObjectNode> items, String id) {
            for (int i = 0; i < items.size(); i++) {
                if (items.get(i).path("id").asText().equals(id)) return i;
            }
            throw ProblemException.invalidField("after", "is no item of this response");
        }
    }
}
