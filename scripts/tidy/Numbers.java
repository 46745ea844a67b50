package tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Sizes, and what is past a limit: a reason for a reader to look again, never a failure.
public final class Numbers {
    private static final int FILE_LINES = 300;
    private static final int TEST_FILE_LINES = 400;
    private static final int METHOD_LINES = 40;
    private static final int DEPENDENCIES = 6;
    private static final int PARAMETERS = 4;
    private static final int FILES_IN_A_PACKAGE = 14;

    private final List<JavaFile> sources;

    public Numbers(List<JavaFile> sources) {
        this.sources = sources.stream().filter(source -> !source.packageInfo()).toList();
    }

    public void print() {
        System.out.println("| Java | count | lines p50 | p90 | p99 | longest |");
        System.out.println("| --- | --: | --: | --: | --: | --: |");
        for (boolean test : new boolean[] {false, true}) {
            List<JavaFile> some = sources.stream().filter(source -> source.test() == test).toList();
            String kind = test ? "test " : "main ";
            row(kind + "files", some.stream().map(source -> source.lines().size()).toList());
            row(kind + "methods", some.stream()
                    .flatMap(source -> source.methods().stream())
                    .map(JavaFile.Method::lines)
                    .toList());
        }
        List<String> past = pastTheLimits();
        System.out.println("\nPast a limit: " + (past.isEmpty() ? "nothing" : past.size()));
        past.forEach(line -> System.out.println("  " + line));
        System.out.println();
    }

    private static void row(String what, List<Integer> sizes) {
        if (sizes.isEmpty()) return;
        List<Integer> sorted = sizes.stream().sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d | %d |%n",
                what,
                sorted.size(),
                percentile(sorted, 50),
                percentile(sorted, 90),
                percentile(sorted, 99),
                sorted.getLast());
    }

    private static int percentile(List<Integer> sorted, int percent) {
        return sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * percent / 100.0) - 1));
    }

    private List<String> pastTheLimits() {
        var past = new ArrayList<String>();
        for (JavaFile source : sources) {
            int limit = source.test() ? TEST_FILE_LINES : FILE_LINES;
            int lines = source.lines().size();
            if (lines > limit) past.add("%s has %d lines (limit %d)".formatted(source.path(), lines, limit));
            for (JavaFile.Method method : source.methods()) {
                method(source, method, past);
            }
        }
        Map<String, Long> packages = new TreeMap<>(sources.stream()
                .collect(Collectors.groupingBy(source -> source.path().getParent().toString(), Collectors.counting())));
        packages.forEach((name, files) -> {
            if (files > FILES_IN_A_PACKAGE) {
                past.add("%s has %d files (limit %d)".formatted(name, files, FILES_IN_A_PACKAGE));
            }
        });
        return past;
    }

    private static void method(JavaFile source, JavaFile.Method method, List<String> past) {
        String place = source.path() + ":" + method.line() + " " + method.name();
        if (method.lines() > METHOD_LINES) {
            past.add("%s has %d lines (limit %d)".formatted(place, method.lines(), METHOD_LINES));
        }
        int limit = method.constructor() ? DEPENDENCIES : PARAMETERS;
        // A record's components are what it is made of, not what it depends on; only written constructors are seen.
        if (method.parameters() > limit) {
            past.add("%s has %d parameters (limit %d)".formatted(place, method.parameters(), limit));
        }
    }
}
