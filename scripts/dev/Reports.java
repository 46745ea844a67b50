package dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/// Counts test cases in the JUnit XML that Surefire, Failsafe, vitest, pytest and node all write.
final class Reports {
    private Reports() {}

    record Counts(int passed, int failed, int skipped) {
        static final Counts NONE = new Counts(0, 0, 0);

        Counts plus(Counts other) {
            return new Counts(passed + other.passed, failed + other.failed, skipped + other.skipped);
        }
    }

    /// All reports below any module's `target` that were written since then.
    static Counts maven(Path root, long sinceMillis) {
        try (Stream<Path> modules = Files.list(root)) {
            return modules.flatMap(module -> Stream.of("surefire-reports", "failsafe-reports")
                            .map(folder -> module.resolve("target").resolve(folder)))
                    .filter(Files::isDirectory)
                    .flatMap(Reports::files)
                    .filter(file -> file.toFile().lastModified() >= sinceMillis)
                    .map(Reports::junit)
                    .reduce(Counts.NONE, Counts::plus);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// One report; nothing where there is none.
    static Counts junit(Path file) {
        if (!Files.exists(file)) return Counts.NONE;
        var factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        int cases = 0;
        int failed = 0;
        int skipped = 0;
        try (var stream = Files.newInputStream(file)) {
            var reader = factory.createXMLStreamReader(stream);
            boolean counted = false;
            while (reader.hasNext()) {
                if (reader.next() != XMLStreamConstants.START_ELEMENT) continue;
                switch (reader.getLocalName()) {
                    case "testcase" -> {
                        cases++;
                        counted = false;
                    }
                    case "failure", "error" -> {
                        if (!counted) failed++;
                        counted = true;
                    }
                    case "skipped" -> skipped++;
                    default -> {}
                }
            }
        } catch (IOException | XMLStreamException broken) {
            return new Counts(0, 1, 0);
        }
        return new Counts(cases - failed - skipped, failed, skipped);
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml")).toList().stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
