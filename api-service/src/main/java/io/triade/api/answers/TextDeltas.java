package io.triade.api.answers;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Takes the text out of a text delta as the bytes it came in, so that a token is neither parsed nor written anew.
public final class TextDeltas {
    private static final byte[] TEXT = "{\"type\":\"text-delta\",\"text\":".getBytes(StandardCharsets.US_ASCII);

    private TextDeltas() {}

    /// The JSON string, quotes included; null when the bytes are not exactly those that our encoder writes.
    public static @Nullable Buffer quoted(Buffer json) {
        int end = json.length() - 1;
        if (end <= TEXT.length + 1 || json.getByte(end) != '}' || json.getByte(TEXT.length) != '"') return null;
        for (int i = 0; i < TEXT.length; i++) {
            if (json.getByte(i) != TEXT[i]) return null;
        }
        for (int i = TEXT.length + 1; i < end - 1; i++) {
            byte at = json.getByte(i);
            if (at == '"') return null;
            if (at == '\\' && ++i == end - 1) return null;
        }
        return json.getByte(end - 1) == '"' ? json.slice(TEXT.length, end) : null;
    }
}
