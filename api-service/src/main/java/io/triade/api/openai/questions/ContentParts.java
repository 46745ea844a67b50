package io.triade.api.openai.questions;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.api.foreign.Origin;
import io.triade.api.foreign.Part;
import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.problems.ProblemException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A message's content: text, or an array of text, refusal and image parts, in the words of either API.
public final class ContentParts {
    private static final Pattern DATA_URL =
            Pattern.compile("data:image/(png|jpe?g|gif|webp);base64,(.+)", Pattern.DOTALL);

    private static final String TYPES = "text, refusal, image_url, input_text, output_text or input_image";

    private ContentParts() {}

    public static List<Part> of(String pointer, @Nullable JsonNode content) {
        if (content == null || content.isNull()) {
            throw ProblemException.invalidField(pointer, "is required: a string or an array of parts");
        }
        if (content.isTextual()) return List.of(text(pointer, content.asText()));
        if (!content.isArray() || content.isEmpty()) {
            throw ProblemException.invalidField(pointer, "must be a string or an array of parts");
        }
        var parts = new ArrayList<Part>();
        for (int i = 0; i < content.size(); i++) parts.add(part(pointer + "/" + i, content.get(i)));
        return parts;
    }

    /// A text that is all of a field.
    public static Part text(String pointer, String text) {
        return new Part(new ContentBlock.Text(text), Origin.of(pointer));
    }

    /// Without the blank texts, which models refuse.
    static List<Part> said(List<Part> parts) {
        return parts.stream().filter(part -> !part.blank()).toList();
    }

    /// What an assistant said, which may be nothing.
    public static List<Part> answered(String pointer, @Nullable JsonNode content) {
        return content == null || content.isNull() ? List.of() : said(of(pointer, content));
    }

    /// The text of a content that may hold nothing else.
    public static String onlyText(String pointer, @Nullable JsonNode content) {
        var text = new StringBuilder();
        for (Part part : of(pointer, content)) {
            if (!(part.block() instanceof ContentBlock.Text said)) {
                throw ProblemException.invalidField(pointer, "may hold only text here");
            }
            text.append(said.text());
        }
        return text.toString();
    }

    private static Part part(String pointer, JsonNode part) {
        return switch (part.path("type").asText()) {
            case "text", "input_text", "output_text" ->
                text(pointer + "/text", string(pointer + "/text", part.get("text")));
            case "refusal" -> text(pointer + "/refusal", string(pointer + "/refusal", part.get("refusal")));
            case "image_url" -> image(pointer + "/image_url/url", part.at("/image_url/url"));
            case "input_image" -> image(pointer + "/image_url", part.path("image_url"));
            case "input_audio", "file", "input_file" ->
                throw ProblemException.invalidField(
                        pointer + "/type", "must be " + TYPES + ": audio and files are not supported");
            default ->
                throw ProblemException.invalidField(
                        pointer + "/type", "must be " + TYPES + ": other parts are not supported");
        };
    }

    private static String string(String pointer, @Nullable JsonNode value) {
        if (value != null && value.isTextual()) return value.asText();
        throw ProblemException.invalidField(pointer, "must be a string");
    }

    /// Only data URLs: an address would make this service fetch what a stranger names.
    private static Part image(String pointer, JsonNode url) {
        var matcher = DATA_URL.matcher(string(pointer, url));
        if (!matcher.matches()) {
            throw ProblemException.invalidField(
                    pointer, "must be a data URL with a base64 png, jpeg, gif or webp; addresses are not fetched");
        }
        String base64 = matcher.group(2);
        try {
            Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            throw ProblemException.invalidField(pointer, "is not valid base64");
        }
        String format = matcher.group(1);
        return new Part(new ContentBlock.Image(format.equals("jpg") ? "jpeg" : format, base64), Origin.of(pointer));
    }
}
