package io.triade.local.models;

import io.triade.local.models.Conversation.Block;
import java.util.stream.Stream;

/// Words as the deterministic models count them: what stands between white space is one token.
public final class Words {
    private Words() {}

    /// Where the word that begins at `start` ends, the white space after it included; the first takes what stands
    /// before it as well. The words of a text, joined, are the text again.
    public static int end(String text, int start) {
        int i = start;
        while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        while (i < text.length() && !Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    public static int count(String text) {
        int words = 0;
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            boolean space = Character.isWhitespace(text.charAt(i));
            if (!space && !inWord) {
                words++;
            }
            inWord = !space;
        }
        return words;
    }

    /// The words of everything that goes in; a conversation costs at least one token.
    public static int count(Conversation conversation) {
        var texts = Stream.concat(
                conversation.system().stream(),
                conversation.messages().stream()
                        .flatMap(message -> message.content().stream())
                        .map(Words::text));
        return Math.max(1, texts.mapToInt(Words::count).sum());
    }

    private static String text(Block block) {
        return switch (block) {
            case Block.Text text -> text.text();
            case Block.Reasoning reasoning -> reasoning.text();
            case Block.ToolUse tool -> tool.name() + " " + tool.input();
            case Block.ToolResult result -> result.text();
        };
    }
}
