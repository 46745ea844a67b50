package io.triade.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

/// A last message of the assistant is the beginning of the answer, and the model goes on from there.
class GoingOnTest {
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new RunningGateway();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static ConverseResponse whole(String modelId, String text) {
        return converse(ConverseRequest.builder().modelId(modelId).messages(RunningGateway.said(text)));
    }

    private static ConverseResponse rest(String modelId, String text, String answerSoFar) {
        return converse(ConverseRequest.builder().modelId(modelId).messages(RunningGateway.begun(text, answerSoFar)));
    }

    private static ConverseResponse converse(ConverseRequest.Builder request) {
        return gateway.client().converse(request.build()).join();
    }

    private static String text(ConverseResponse answer) {
        return answer.output().message().content().stream()
                .filter(block -> block.type() == ContentBlock.Type.TEXT)
                .map(ContentBlock::text)
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "#echo repeat=3\nab  c\nd", "#echo repeat=2\n end ", "words\twith \uD83D\uDE00"})
    void givesTheWholeEchoWhereverItWasCut(String text) {
        var whole = text(whole(RunningGateway.ECHO, text));

        for (int i = 1; i <= whole.length(); i++) {
            if (whole.substring(0, i).isBlank() || Character.isHighSurrogate(whole.charAt(i - 1))) {
                continue;
            }
            assertThat(whole.substring(0, i) + text(rest(RunningGateway.ECHO, text, whole.substring(0, i))))
                    .isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"slow story", "reason please", "usage please"})
    void givesTheWholeScriptWhereverItWasCut(String text) {
        var whole = text(whole(RunningGateway.SCRIPT, text));

        for (int i = 1; i <= whole.length(); i += 1 + whole.length() / 5) {
            assertThat(whole.substring(0, i) + text(rest(RunningGateway.SCRIPT, text, whole.substring(0, i))))
                    .isEqualTo(whole);
        }
    }

    @Test
    void countsWhatItSaidThisTimeAndReadsWhatItSaidBefore() {
        var usage = rest(RunningGateway.ECHO, "one two three four", "one two ").usage();

        assertThat(usage.inputTokens()).isEqualTo(4 + 2);
        assertThat(usage.outputTokens()).isEqualTo(2);
    }

    @Test
    void takesMaxTokensForWhatIsSaidThisTimeAndStopSequencesForTheWhole() {
        var limited = converse(ConverseRequest.builder()
                .modelId(RunningGateway.ECHO)
                .messages(RunningGateway.begun("one two three four", "one "))
                .inferenceConfig(config -> config.maxTokens(2)));
        var stopped = converse(ConverseRequest.builder()
                .modelId(RunningGateway.ECHO)
                .messages(RunningGateway.begun("one two three four", "one "))
                .inferenceConfig(config -> config.stopSequences("three")));

        assertThat(text(limited)).isEqualTo("two three ");
        assertThat(limited.stopReasonAsString()).isEqualTo("max_tokens");
        assertThat(text(stopped)).isEqualTo("two ");
        assertThat(stopped.stopReasonAsString()).isEqualTo("stop_sequence");
    }

    @Test
    void endsAtOnceWhenTheAnswerWasWhole() {
        var answer = rest(RunningGateway.ECHO, "one two", "one two");

        assertThat(answer.output().message().content()).isEmpty();
        assertThat(answer.stopReasonAsString()).isEqualTo("end_turn");
        assertThat(answer.usage().outputTokens()).isZero();
    }

    @Test
    void streamsTheRest() throws Exception {
        var stream = new StreamRecorder(
                gateway.client(),
                ConverseStreamRequest.builder()
                        .modelId(RunningGateway.SCRIPT)
                        .messages(RunningGateway.begun("fault midway", "One t"))
                        .build(),
                1);

        assertThatThrownBy(stream::finished).hasMessageContaining("ModelStreamErrorException");
        assertThat(stream.text()).isEqualTo("wo three ");
    }

    @ParameterizedTest
    @CsvSource({
        "local.echo-v1, one two, two",
        "local.echo-v1, one two, one two three",
        "local.echo-v1, one two, One",
        "local.script-v1, slow story, Another story",
        "local.script-v1, usage please, This is far more than the script would ever have said and is no part of it."
    })
    void refusesToGoOnFromWhatItWouldNotHaveSaid(String modelId, String text, String answerSoFar) {
        assertThatThrownBy(() -> rest(modelId, text, answerSoFar))
                .hasCauseInstanceOf(ValidationException.class)
                .hasMessageContaining("cannot go on from there");
    }
}
