package io.triade.local.models.llama;

import static io.triade.local.models.llama.TinyEngines.asked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.triade.local.faults.FaultType;
import io.triade.local.faults.ModelFault;
import io.triade.local.weights.Availability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LlamaFileTest {
    @TempDir
    private Path folder;

    private TinyEngines engines;

    @BeforeEach
    void open() {
        engines = new TinyEngines(folder);
    }

    @AfterEach
    void close() {
        engines.close();
    }

    @Test
    void refusesAFileThatIsNoModel() throws Exception {
        var file = Files.writeString(folder.resolve("notes.gguf"), "These are notes.");

        assertThat(GgufFile.check(file))
                .isEqualTo(new Availability.Missing("BEDROCK_LOCAL_MODEL=%s is not a GGUF file.".formatted(file)));
        assertThat(GgufFile.check(folder.resolve("nowhere.gguf")))
                .isInstanceOfSatisfying(
                        Availability.Missing.class,
                        missing -> assertThat(missing.advice()).contains("cannot be read"));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 24, 2_000, 200_000})
    void saysThatAModelWhoseFileIsCutOffCannotBeLoaded(int bytes) throws Exception {
        // Given
        var whole = Files.readAllBytes(TinyGguf.saying("a").write(folder.resolve("whole.gguf")));
        var file = Files.write(folder.resolve("cut.gguf"), Arrays.copyOf(whole, bytes));
        var engine = engines.open(file, new Window(512, 1, 1));

        // When
        var failures = List.of(
                Listener.to(engine, asked("Hi")).failure(),
                Listener.to(engine, asked("Hi")).failure());

        // Then
        assertThat(failures)
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                ModelFault.class,
                                fault -> assertThat(fault.type()).isEqualTo(FaultType.MODEL_ERROR))
                        .hasMessageContaining("cannot load cut.gguf"));
    }

    @Test
    void answersWithTheReasonAsLongAsTheFileIsNotThere() {
        var state = new Availability[] {new Availability.Preparing("fetching 12 %")};
        var engine = new LlamaEngine("local.tiny-v1", new Window(512, 1, 1), () -> state[0], () -> {});

        assertThatThrownBy(() -> Listener.to(engine, asked("Hi")))
                .isInstanceOfSatisfying(
                        ModelFault.class, fault -> assertThat(fault.type()).isEqualTo(FaultType.MODEL_NOT_READY))
                .hasMessageContaining("fetching 12 %");
        state[0] = new Availability.Missing("Set HF_ENDPOINT.");
        assertThatThrownBy(() -> Listener.to(engine, asked("Hi")))
                .isInstanceOfSatisfying(
                        ModelFault.class, fault -> assertThat(fault.type()).isEqualTo(FaultType.RESOURCE_NOT_FOUND))
                .hasMessage("Set HF_ENDPOINT.");
    }
}
