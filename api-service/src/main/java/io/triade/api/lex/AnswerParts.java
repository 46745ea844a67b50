package io.triade.api.lex;

import java.util.ArrayList;
import java.util.List;

/// Cuts a text into the messages that Lex takes: at most ten, of at most 1,024 characters, cut where a reader would
/// pause.
///
/// @param cut whether the text was longer than all of them
record AnswerParts(List<String> parts, boolean cut) {
    static final int MOST_PARTS = 10;
    static final int MOST_CHARACTERS = 1024;

    /// Where to cut, the best first.
    private static final List<String> PAUSES = List.of("\n\n", "\n", ". ", "! ", "? ", "; ", ", ", " ");

    AnswerParts {
        parts = List.copyOf(parts);
    }

    static AnswerParts of(String text) {
        var parts = new ArrayList<String>();
        String rest = text.strip();
        while (!rest.isEmpty() && parts.size() < MOST_PARTS) {
            int end = rest.length() <= MOST_CHARACTERS ? rest.length() : end(rest);
            parts.add(rest.substring(0, end).strip());
            rest = rest.substring(end).strip();
        }
        if (rest.isEmpty()) return new AnswerParts(parts, false);
        String last = parts.removeLast();
        int most = whole(last, MOST_CHARACTERS - 2);
        parts.add(last.substring(0, Math.min(last.length(), most)) + " …");
        return new AnswerParts(parts, true);
    }

    private static int end(String text) {
        for (String pause : PAUSES) {
            int at = text.lastIndexOf(pause, MOST_CHARACTERS - pause.length());
            if (at > MOST_CHARACTERS / 4) return at + pause.length();
        }
        return whole(text, MOST_CHARACTERS);
    }

    /// Not between the halves of a surrogate pair.
    private static int whole(String text, int end) {
        return end < text.length() && Character.isLowSurrogate(text.charAt(end)) ? end - 1 : end;
    }
}
