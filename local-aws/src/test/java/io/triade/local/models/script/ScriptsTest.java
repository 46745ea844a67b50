package io.triade.local.models.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.triade.local.faults.ModelFault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptsTest {
    private static String answering(String match, String name) {
        return "[{\"name\":\"%s\",\"match\":{%s},\"steps\":[{\"text\":\"x\"}]}]".formatted(name, match);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "lastUserText":"hello" | hello          | true
                    "lastUserText":"hello" | hello there    | false
                    "contains":"lo th"     | hello there    | true
                    "regex":"^h.*e$"       | hello there    | true
                    "regex":"^there"       | hello there    | false
                    """)
    void matchOnTheLastUserText(String match, String text, boolean matches) {
        var scripts = new Scripts(Optional.empty());
        scripts.add(answering(match, "mine"));

        if (matches) {
            assertThat(scripts.pick(text).name()).isEqualTo("mine");
        } else {
            assertThatThrownBy(() -> scripts.pick(text))
                    .isInstanceOf(ModelFault.class)
                    .hasMessageContaining(text);
        }
    }

    @Test
    void areUsedUpForEachTextApart() {
        var scripts = new Scripts(Optional.empty());

        assertThat(scripts.pick("throttle twice a").error()).isPresent();
        assertThat(scripts.pick("throttle twice b").error()).isPresent();
        assertThat(scripts.pick("throttle twice a").error()).isPresent();
        assertThat(scripts.pick("throttle twice a").error()).isEmpty();
        assertThat(scripts.pick("throttle twice b").error()).isPresent();
    }

    @Test
    void comeBeforeTheBuiltInOnesUntilForgotten() {
        var scripts = new Scripts(Optional.empty());
        scripts.add(answering("\"lastUserText\":\"throttle me\"", "mine"));

        assertThat(scripts.pick("throttle me").name()).isEqualTo("mine");
        scripts.clear();
        assertThat(scripts.pick("throttle me").name()).isEqualTo("throttle me");
    }

    @Test
    void areReadAgainWhenAFileChangesButNotWhenItBecameWrong(@TempDir Path folder) throws Exception {
        // Given
        var file = folder.resolve("mine.json");
        Files.writeString(file, answering("\"lastUserText\":\"hi\"", "first"));
        var scripts = new Scripts(Optional.of(folder));
        assertThat(scripts.pick("hi").name()).isEqualTo("first");

        // When
        Files.writeString(file, answering("\"lastUserText\":\"hi\"", "second one"));
        scripts.refresh();
        Files.writeString(file, "[{");
        scripts.refresh();

        // Then
        assertThat(scripts.pick("hi").name()).isEqualTo("second one");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                                                     | START_OBJECT
                    [{"match":{"contains":"a"}}]                                           | needs steps or an error
                    [{"match":{},"steps":[]}]                                              | exactly one of lastUserText
                    [{"match":{"regex":"("},"steps":[]}]                                   | regex
                    [{"match":{"contains":"a"},"steps":[{}]}]                              | exactly one of text
                    [{"match":{"contains":"a"},"steps":[{"fault":{}}]}]                    | exactly one of exception
                    [{"match":{"contains":"a"},"steps":[],"times":0}]                      | at least 1
                    [{"match":{"contains":"a"},"steps":[],"stopReason":"tired"}]           | tired
                    [{"match":{"contains":"a"},"error":{"type":"NoSuchException"}}]        | NoSuchException
                    [{"match":{"contains":"a"},"steps":[{"text":"a","delayMs":-1}]}]       | delayMs
                    [{"match":{"contains":"a"},"steps":[],"usage":{"inputTokens":-1}}]     | negative
                    [null]                                                                 | null
                    """)
    void sayWhatIsWrongWithThem(String json, String message) {
        var scripts = new Scripts(Optional.empty());

        assertThatThrownBy(() -> scripts.add(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
