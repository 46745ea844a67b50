package io.triade.local.models.minilm;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Cuts a text between words into parts that the model sees whole. The library would do so at 510 tokens, but the
/// tokenizer that it brings drops in silence what comes after 126.
final class Parts {
    private static final int WINDOW_TOKENS = 126;

    /// A word is cut where it is longer: without white space a whole page is one, and a character of Hangul costs three
    /// tokens.
    private static final int WORD_CHARACTERS = 40;

    private static final int SPECIAL_TOKENS = 2;

    private final HuggingFaceTokenizer tokenizer;

    private Parts(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    record Part(String text, int tokens) {}

    static Parts load() {
        try (var json =
                AllMiniLmL6V2QuantizedEmbeddingModel.class.getResourceAsStream("/all-minilm-l6-v2-q-tokenizer.json")) {
            return new Parts(HuggingFaceTokenizer.newInstance(json, Map.of("padding", "false", "truncation", "false")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Part> of(String text) {
        int whole = tokens(text);
        if (whole <= WINDOW_TOKENS) {
            return List.of(new Part(text, whole));
        }
        var parts = new ArrayList<Part>();
        var part = new StringBuilder();
        int sum = 0;
        for (var word : words(text)) {
            int tokens = tokens(word);
            if (sum + tokens > WINDOW_TOKENS) {
                parts.add(new Part(part.toString(), sum));
                part.setLength(0);
                sum = 0;
            }
            part.append(word).append(' ');
            sum += tokens;
        }
        parts.add(new Part(part.toString(), sum));
        return parts;
    }

    private int tokens(String text) {
        return tokenizer.tokenize(text).size() - SPECIAL_TOKENS;
    }

    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        for (var word : text.strip().split("\\s+", -1)) {
            for (int from = 0; from < word.length(); ) {
                int to = Math.min(from + WORD_CHARACTERS, word.length());
                to -= to < word.length() && Character.isHighSurrogate(word.charAt(to - 1)) ? 1 : 0;
                words.add(word.substring(from, to));
                from = to;
            }
        }
        return words;
    }
}
