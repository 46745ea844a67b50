package io.triade.prompt.generations;

import static io.triade.contracts.problems.ProblemException.invalidField;

import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.generations.InferenceParameters;
import io.triade.contracts.generations.Message;
import io.triade.contracts.generations.OutputFormat;
import io.triade.contracts.generations.ToolConfiguration;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Refuses what no model would accept or what is past our limits, naming the field, before anything is called.
final class RequestCheck {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");
    private static final Pattern TOOL_NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final Set<String> IMAGE_FORMATS = Set.of("png", "jpeg", "gif", "webp");

    private final GenerationsConfig config;
    private long characters;
    private int blocks;
    private int images;

    private RequestCheck(GenerationsConfig config) {
        this.config = config;
    }

    /// @throws ProblemException `invalid-field`, or `malformed-body` where there is none
    static GenerationRequest check(@Nullable GenerationRequest request, GenerationsConfig config) {
        if (request == null) {
            throw new ProblemException(ProblemType.MALFORMED_BODY, "The body is empty; send a JSON object.");
        }
        new RequestCheck(config).all(request);
        return request;
    }

    private void all(GenerationRequest request) {
        id("/runId", request.runId());
        id("/sessionId", request.sessionId());
        if (request.system() != null) {
            notBlank("/system", request.system());
            count(request.system());
        }
        if (request.messages().size() > config.messages()) {
            throw invalidField("/messages", "has more than %d messages".formatted(config.messages()));
        }
        if (!request.messages().getFirst().role().equals("user")) {
            throw invalidField("/messages/0/role", "must be user: a conversation begins with the user");
        }
        for (int i = 0; i < request.messages().size(); i++)
            message(request.messages().get(i), i);
        if (request.answerSoFar() != null) count(request.answerSoFar());
        if (request.parameters() != null) parameters(request.parameters());
        if (request.toolConfig() != null) tools(request.toolConfig());
        if (request.outputFormat() != null) format(request.outputFormat(), request.toolConfig());
    }

    private void message(Message message, int index) {
        blocks += message.content().size();
        if (blocks > config.blocks()) {
            throw invalidField("/messages", "have more than %d content blocks".formatted(config.blocks()));
        }
        for (int j = 0; j < message.content().size(); j++) {
            block(message.content().get(j), "/messages/%d/content/%d".formatted(index, j));
        }
    }

    private void block(ContentBlock block, String at) {
        switch (block) {
            case ContentBlock.Text text -> {
                notBlank(at + "/text", text.text());
                count(text.text());
            }
            case ContentBlock.Image image -> image(image, at);
            case ContentBlock.ToolUse use -> {
                toolName(at + "/name", use.name());
                toolUseId(at, use.toolUseId());
                object(at + "/input", use.input());
            }
            case ContentBlock.ToolResult result -> {
                toolUseId(at, result.toolUseId());
                if (!result.status().equals("success") && !result.status().equals("error")) {
                    throw invalidField(at + "/status", "must be success or error");
                }
                count(result.content());
            }
        }
    }

    private void image(ContentBlock.Image image, String at) {
        if (++images > config.images()) {
            throw invalidField(at, "is one image too many; at most %d are taken".formatted(config.images()));
        }
        if (!IMAGE_FORMATS.contains(image.format())) {
            throw invalidField(at + "/format", "must be png, jpeg, gif or webp");
        }
        notBlank(at + "/base64", image.base64());
        if (image.base64().length() / 4L * 3 > config.imageBytes()) {
            throw invalidField(at + "/base64", "is more than %d bytes".formatted(config.imageBytes()));
        }
    }

    private void parameters(InferenceParameters parameters) {
        if (parameters.maxTokens() != null && parameters.maxTokens() > config.largestMaxTokens()) {
            throw invalidField("/parameters/maxTokens", "must be at most %d".formatted(config.largestMaxTokens()));
        }
        if (parameters.stopSequences().size() > config.stopSequences()) {
            throw invalidField(
                    "/parameters/stopSequences", "has more than %d sequences".formatted(config.stopSequences()));
        }
        for (int i = 0; i < parameters.stopSequences().size(); i++) {
            String sequence = parameters.stopSequences().get(i);
            if (sequence.isEmpty()) throw invalidField("/parameters/stopSequences/" + i, "must not be empty");
            count(sequence);
        }
    }

    private void tools(ToolConfiguration given) {
        if (given.tools().size() > config.tools()) {
            throw invalidField("/toolConfig/tools", "has more than %d tools".formatted(config.tools()));
        }
        for (int i = 0; i < given.tools().size(); i++) {
            var tool = given.tools().get(i);
            toolName("/toolConfig/tools/%d/name".formatted(i), tool.name());
            object("/toolConfig/tools/%d/inputSchema".formatted(i), tool.inputSchema());
            if (tool.description() != null) {
                notBlank("/toolConfig/tools/%d/description".formatted(i), tool.description());
                count(tool.description());
            }
        }
        String choice = given.choice();
        if (choice == null || choice.equals("auto") || choice.equals("any")) return;
        boolean known = choice.startsWith("tool:")
                && given.tools().stream().anyMatch(tool -> choice.equals("tool:" + tool.name()));
        if (!known) throw invalidField("/toolConfig/choice", "must be auto, any, or tool: and the name of a tool");
    }

    private void format(OutputFormat format, @Nullable ToolConfiguration tools) {
        toolName("/outputFormat/name", format.name());
        object("/outputFormat/schema", format.schema());
        if (format.description() != null) {
            notBlank("/outputFormat/description", format.description());
            count(format.description());
        }
        if (tools != null && tools.tools().stream().anyMatch(tool -> tool.name().equals(format.name()))) {
            throw invalidField("/outputFormat/name", "is also the name of a tool; name one of them otherwise");
        }
    }

    private void count(String text) {
        characters += text.length();
        if (characters > config.textCharacters()) {
            throw invalidField("/messages", "have more than %d characters of text".formatted(config.textCharacters()));
        }
    }

    private void object(String pointer, @Nullable Map<String, Object> object) {
        if (object == null) throw invalidField(pointer, "is required");
        count(object.toString());
    }

    private static void toolName(String pointer, String name) {
        if (!TOOL_NAME.matcher(name).matches()) {
            throw invalidField(pointer, "must be 1 to 64 letters, digits, _ or -");
        }
    }

    private static void toolUseId(String at, String id) {
        if (!ID.matcher(id).matches())
            throw invalidField(at + "/toolUseId", "must be 1 to 128 letters, digits or _.:-");
    }

    private static void id(String pointer, @Nullable String id) {
        if (id != null && !ID.matcher(id).matches()) {
            throw invalidField(pointer, "must be 1 to 128 letters, digits or _.:-");
        }
    }

    private static void notBlank(String pointer, String text) {
        if (text.isBlank()) throw invalidField(pointer, "must not be blank");
    }
}
