package io.triade.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tidy, let loose on small checkouts made for it.
class TidyTest {
    @TempDir
    Path checkout;

    private record Verdict(int code, String text) {}

    @Test
    void isContentWithACleanCheckout() throws Exception {
        // Given
        write("m/src/main/java/a/package-info.java", "@NullMarked\npackage a;\n");
        write("m/src/main/java/a/Turns.java", "package a;\n\n/// Decides.\nclass Turns {}\n");
        write("README.md", "See `m/src` and [the code](m/src/main/java/a/Turns.java).\n");

        // When
        var verdict = tidy();

        // Then
        assertThat(verdict.text()).contains("Tidy.");
        assertThat(verdict.code()).isZero();
    }

    @Test
    void namesEachFactThatIsWrong() throws Exception {
        // Given
        write("m/src/main/java/a/x/TurnManager.java", "package a.x;\n\nimport a.y.B;\n\nclass TurnManager {}\n");
        write(
                "m/src/main/java/a/y/B.java",
                "package a.y;\n\nimport a.x.TurnManager;\nimport lombok.Getter;\n\nclass B {}\n");
        write("m/src/main/java/a/z/C.java", "package a.z;\n\n/// One\n// two.\nclass C {}\n");
        write("README.md", "See `m/nowhere.txt` and [that](gone.md), built in " + "/ro" + "ot/build.\n");

        // When
        var verdict = tidy();

        // Then
        assertThat(verdict.code()).isEqualTo(1);
        assertThat(verdict.text())
                .contains("TurnManager ends in Manager")
                .contains("no Lombok")
                .contains("packages in a circle: a.x -> a.y -> a.x")
                .contains("package a.z has no package-info with @NullMarked")
                .contains("the formatter broke a long line")
                .contains("there is no m/nowhere.txt")
                .contains("there is no gone.md")
                .contains("a path of one machine");
    }

    private void write(String path, String text) throws IOException {
        Path file = checkout.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Verdict tidy() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(java, "scripts/Tidy.java", checkout.toString())
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Verdict(process.waitFor(), text);
    }
}
