package io.triade.orchestration.runs;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How long a caller wants to wait for a document (RFC 7240).
///
/// @param seconds as asked for; null without a preference
/// @param async true for `respond-async`: not at all
record Preference(@Nullable Duration seconds, boolean async) {
    private static final Pattern WAIT = Pattern.compile("wait\\s*=\\s*\"?(\\d{1,6})\"?");

    /// What is no preference of ours is passed over, as the RFC wants it.
    static Preference of(List<String> headers) {
        Duration asked = null;
        boolean async = false;
        for (String header : headers) {
            for (String preference : header.split(",", -1)) {
                String word = preference.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
                var found = WAIT.matcher(word);
                if (word.equals("respond-async")) async = true;
                else if (asked == null && found.matches()) {
                    asked = Duration.ofSeconds(Long.parseLong(found.group(1)));
                }
            }
        }
        return new Preference(asked, async);
    }

    /// With both preferences the caller waits as long as it says and takes a 202 after that.
    Duration patience(Duration longest) {
        if (seconds == null) return async ? Duration.ZERO : longest;
        return seconds.compareTo(longest) < 0 ? seconds : longest;
    }

    /// For `Preference-Applied`; null where nothing was preferred.
    @Nullable
    String applied(Duration longest) {
        if (seconds != null) return "wait=" + patience(longest).toSeconds() + (async ? ", respond-async" : "");
        return async ? "respond-async" : null;
    }
}
