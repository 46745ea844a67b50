package io.triade.prompt.titles;

import java.util.Optional;
import java.util.regex.Pattern;

/// Makes one short line of what a model takes for a title.
final class CleanTitle {
    static final int MAX_CHARACTERS = 80;

    private static final Pattern LABEL = Pattern.compile("^(title|título|titulo)\\s*:\\s*", Pattern.CASE_INSENSITIVE);
    private static final Pattern AROUND = Pattern.compile("^[\\s\"'`“”„‘’«»*#_]+|[\\s\"'`“”„‘’«»*#_.]+$");

    private CleanTitle() {}

    /// Empty when nothing is left of it.
    static Optional<String> of(String said) {
        return said.lines()
                .map(CleanTitle::line)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .map(CleanTitle::shortened);
    }

    private static String line(String line) {
        String bare = AROUND.matcher(line.replaceAll("[\\p{Cntrl}\\s]+", " ")).replaceAll("");
        return AROUND.matcher(LABEL.matcher(bare).replaceFirst("")).replaceAll("");
    }

    private static String shortened(String line) {
        if (line.length() <= MAX_CHARACTERS) return line;
        int space = line.lastIndexOf(' ', MAX_CHARACTERS - 1);
        int end = space > MAX_CHARACTERS / 2 ? space : MAX_CHARACTERS - 1;
        if (Character.isHighSurrogate(line.charAt(end - 1))) end--;
        return line.substring(0, end) + "…";
    }
}
