package dev;

import java.time.Duration;
import java.util.Locale;

/// Lines on the terminal that say what happens and how long it took.
final class Progress {
    private Progress() {}

    static void say(String text) {
        System.out.println(text);
    }

    static void step(String name, String text) {
        System.out.printf(Locale.ROOT, "  %-24s %s%n", name, text);
    }

    static String since(long startedNanos) {
        return seconds(Duration.ofNanos(System.nanoTime() - startedNanos));
    }

    static String seconds(Duration duration) {
        return duration.compareTo(Duration.ofMinutes(2)) < 0
                ? String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0)
                : String.format(Locale.ROOT, "%d min %02d s", duration.toMinutes(), duration.toSecondsPart());
    }
}
