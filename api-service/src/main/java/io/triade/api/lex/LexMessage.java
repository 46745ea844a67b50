package io.triade.api.lex;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One message of a code hook's response.
///
/// @param content absent on a card
@JsonInclude(JsonInclude.Include.NON_NULL)
record LexMessage(
        String contentType,
        @Nullable String content,
        @Nullable Card imageResponseCard) {
    private static final int MOST_TITLE = 250;
    private static final int MOST_BUTTON = 50;

    record Card(String title, List<Button> buttons) {
        Card {
            buttons = List.copyOf(buttons);
        }
    }

    record Button(String text, String value) {}

    static LexMessage plain(String text) {
        return new LexMessage("PlainText", text, null);
    }

    static LexMessage of(String contentType, String content) {
        return new LexMessage(contentType, content, null);
    }

    /// A card with one button, which says what is written on it.
    static LexMessage card(String title, String button) {
        String text = cut(button, MOST_BUTTON);
        return new LexMessage(
                "ImageResponseCard", null, new Card(cut(title, MOST_TITLE), List.of(new Button(text, text))));
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }
}
