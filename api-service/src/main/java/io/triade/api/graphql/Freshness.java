package io.triade.api.graphql;

import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.stream.Stream;

/// What a request's `Cache-Control` asks for (RFC 9111, section 5.2.1).
///
/// @param longestAge in seconds, of an answer that was kept; -1: none will do
/// @param keep false where this answer is not to be kept either
record Freshness(long longestAge, boolean keep) {
    private static final String MAX_AGE = "max-age=";

    static Freshness of(MultiMap headers) {
        long longestAge = Long.MAX_VALUE;
        boolean keep = true;
        for (String word : words(headers)) {
            if (word.equals("no-store")) keep = false;
            if (word.equals("no-cache") || word.equals("no-store")) longestAge = -1;
            if (word.startsWith(MAX_AGE)) longestAge = Math.min(longestAge, seconds(word));
        }
        return new Freshness(longestAge, keep);
    }

    boolean takesKept() {
        return longestAge >= 0;
    }

    private static String[] words(MultiMap headers) {
        return headers.getAll("cache-control").stream()
                .flatMap(line -> Stream.of(line.toLowerCase(Locale.ROOT).split(",", -1)))
                .map(String::strip)
                .toArray(String[]::new);
    }

    /// What cannot be read asks for nothing old, as does 0.
    private static long seconds(String word) {
        try {
            long seconds = Long.parseLong(word.substring(MAX_AGE.length()).replace("\"", ""));
            return seconds < 1 ? -1 : seconds;
        } catch (NumberFormatException _) {
            return -1;
        }
    }
}
