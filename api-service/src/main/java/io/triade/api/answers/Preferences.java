package io.triade.api.answers;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a caller would like of an answer (RFC 7240). What is not known here or cannot be read is ignored, as the RFC
/// wants it; of a preference that is given twice, the first counts.
///
/// @param patience how long the caller would wait before the answer is given later; null: they did not say
/// @param async whether they would have the answer later, at once or after their patience
public record Preferences(@Nullable Duration patience, boolean async) {
    /// The name of the header, and of the tiers' as well.
    public static final String HEADER = "prefer";

    private static final String ASYNC = "respond-async";
    private static final String WAIT = "wait";
    private static final int MAX_DIGITS = 9;

    public static Preferences of(MultiMap headers) {
        Duration patience = null;
        boolean async = false;
        for (String header : headers.getAll(HEADER)) {
            for (String preference : split(header, ',')) {
                String[] named = split(preference, ';').getFirst().split("=", 2);
                switch (named[0].strip().toLowerCase(Locale.ROOT)) {
                    case ASYNC -> async = true;
                    case WAIT ->
                        patience = patience == null && named.length == 2 ? seconds(named[1].strip()) : patience;
                    default -> {}
                }
            }
        }
        return new Preferences(patience, async);
    }

    /// How long the answer is waited for, in whole seconds.
    ///
    /// @param longest by default, and at most where the caller set no time-out of their own
    /// @param left until nobody waits any more
    /// @param timeout the caller's own, if they set one
    public Duration waiting(Duration longest, Duration left, @Nullable Duration timeout) {
        Duration wanted = patience != null ? patience : async ? Duration.ZERO : longest;
        Duration margin = shorter(left.dividedBy(10), Duration.ofMillis(500));
        Duration limit = timeout == null ? shorter(longest, left.minus(margin)) : left.minus(margin);
        return Duration.ofSeconds(shorter(wanted, limit).toSeconds());
    }

    /// The preference as the next tier is told it, to the nearest second.
    public static String header(Duration wait) {
        long seconds = wait.plusMillis(500).toSeconds();
        return seconds == 0 ? ASYNC : WAIT + "=" + seconds;
    }

    /// What of it was heeded, for `Preference-Applied`; null where nothing was asked for.
    ///
    /// @param waited how long the answer was waited for at most
    /// @param later whether it is given later
    public @Nullable String applied(Duration waited, boolean later) {
        var applied = new ArrayList<String>();
        if (async && later) applied.add(ASYNC);
        if (patience != null) applied.add(WAIT + "=" + waited.toSeconds());
        return applied.isEmpty() ? null : String.join(", ", applied);
    }

    private static @Nullable Duration seconds(String value) {
        String digits = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
        boolean readable = !digits.isEmpty()
                && digits.length() <= MAX_DIGITS
                && digits.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        return readable ? Duration.ofSeconds(Long.parseLong(digits)) : null;
    }

    /// At separators that stand in no quoted string.
    private static List<String> split(String list, char separator) {
        var parts = new ArrayList<String>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < list.length(); i++) {
            char at = list.charAt(i);
            if (quoted && at == '\\') i++;
            else if (at == '"') quoted = !quoted;
            else if (at == separator && !quoted) {
                parts.add(list.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(list.substring(start));
        return parts;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
