package io.triade.local.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two programs that start at the same time, each in a JVM of its own.
class TwoProcessesTest {
    @TempDir
    private Path folder;

    private Sources sources;

    @BeforeEach
    void open() throws Exception {
        sources = new Sources(folder);
    }

    @AfterEach
    void close() {
        sources.close();
    }

    /// Fetches from the hub at the first argument into the cache at the second.
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            var folder = Path.of(arguments[1]);
            try (var sources = new Sources(Files.createTempDirectory(folder, "program"))) {
                var fetcher = new Fetcher(
                        folder.resolve("cache"),
                        Optional.empty(),
                        new HubDownload(Optional.of(arguments[0])),
                        Sources.noPip(),
                        System.out::println);
                System.out.println("has " + fetcher.fetch(sources.weight()));
            }
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        sources.endpoint(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
    }

    @Test
    void fetchOnceAndBothHaveIt() throws Exception {
        // Given
        var bothAreThere = new CountDownLatch(1);
        sources.hubAnswers(call -> {
            try {
                bothAreThere.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Sources.send(call, Sources.CONTENT);
        });

        // When
        var first = start();
        var outputOfFirst = first.inputReader();
        var fetching = outputOfFirst.readLine();
        var second = start();
        var outputOfSecond = second.inputReader();
        var waiting = outputOfSecond.readLine();
        bothAreThere.countDown();

        // Then
        var place = folder.resolve("cache/weights/tiny.bin");
        assertThat(fetching).startsWith("fetching tiny.bin");
        assertThat(waiting).isEqualTo("another process is fetching tiny.bin");
        assertThat(lastLine(outputOfFirst)).isEqualTo("has " + place);
        assertThat(lastLine(outputOfSecond)).isEqualTo("has " + place);
        assertThat(sources.askedOfTheHub()).hasSize(1);
        assertThat(place).hasBinaryContent(Sources.CONTENT);
    }

    @Test
    void leaveNoLockBehindWhenOneIsKilledWhileItFetches() throws Exception {
        // Given
        var never = new CountDownLatch(1);
        sources.hubAnswers(call -> {
            try {
                never.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        var killed = start();
        assertThat(killed.inputReader().readLine()).startsWith("fetching tiny.bin");
        killed.destroyForcibly().waitFor();
        sources.hubAnswers(call -> Sources.send(call, Sources.CONTENT));

        // When
        var next = start();

        // Then
        assertThat(lastLine(next.inputReader())).isEqualTo("has " + folder.resolve("cache/weights/tiny.bin"));
        never.countDown();
    }

    private static String lastLine(BufferedReader output) {
        return output.lines().toList().getLast();
    }
}
