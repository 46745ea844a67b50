package io.triade.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.triade.local.settings.Settings;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.bedrockruntime.model.MessageStopEvent;

/// What the README shows is done as it says.
class ReadmeTest {
    private static RunningGateway gateway;
    private static String readme;

    @BeforeAll
    static void start() throws Exception {
        gateway = new RunningGateway();
        readme = Files.readString(Path.of("README.md"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static List<String> found(String regex) {
        return Pattern.compile(regex, Pattern.DOTALL)
                .matcher(readme)
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    private static String addScripts(String json) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(gateway.uri("/_local/scripts"))
                    .POST(BodyPublishers.ofString(json))
                    .build();
            return http.send(request, BodyHandlers.ofString()).body();
        }
    }

    private static StreamRecorder ask(String modelId, String text) {
        return StreamRecorder.of(gateway.client(), modelId, text);
    }

    @Test
    void itsScriptsArePlayed() throws Exception {
        assertThat(addScripts(found("```json\n(.*?)```").getFirst())).isEqualTo("{\"added\":3}");

        var weather = ask(RunningGateway.SCRIPT, "the weather?").finished();

        assertThat(weather.text()).startsWith("Let me look. word1 word2 ").endsWith("word100 ");
        assertThat(weather.stopReason()).isEqualTo("tool_use");
        assertThat(weather.metadata().usage().outputTokens()).isEqualTo(7);
    }

    @Test
    void itsCommandAddsAScript() throws Exception {
        assertThat(addScripts(found("curl -d '(\\[.*?\\])'").getFirst())).isEqualTo("{\"added\":1}");

        assertThat(ask(RunningGateway.SCRIPT, "oh hi there").finished().text()).isEqualTo("Hello.");
    }

    @Test
    void itsDirectiveIsObeyed() throws Exception {
        var directive = found("```\n(#echo [^\n]*)\n```").getFirst();

        var stream = ask(RunningGateway.ECHO, directive.replace("delay=20", "delay=0") + "\nword");

        assertThat(stream.finished().metadata().usage().outputTokens()).isEqualTo(500);
        assertThat(stream.text()).doesNotContain("#echo");
    }

    @Test
    void everyScriptItCallsBuiltInIsThere() {
        var texts = Pattern.compile("`([a-z <>]+)`")
                .matcher(found("Built in, by last user text: (.*?)\n\n").getFirst())
                .results()
                .map(MatchResult::group)
                .map(text -> text.replace("`", "").replace("<anything>", "x"))
                .filter(text -> !text.equals("stall"))
                .toList();

        assertThat(texts).hasSize(8).allSatisfy(text -> {
            try {
                assertThat(ask(RunningGateway.SCRIPT, text).finished().events(MessageStopEvent.class))
                        .hasSizeBetween(0, 1);
            } catch (Exception e) {
                assertThat(e).hasMessageNotContaining("No script");
            }
        });
    }

    @Test
    void itNamesEverySettingAndNoOther() {
        var asked = new TreeSet<String>();

        Settings.read(name -> {
            asked.add(name);
            return Map.<String, String>of().get(name);
        });

        asked.add("HF_ENDPOINT");
        assertThat(new TreeSet<>(found("\n\\| `([A-Z_]+)` \\|"))).isEqualTo(asked);
    }
}
