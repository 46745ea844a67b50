package io.triade.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

class EchoTest {
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new RunningGateway();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static ConverseResponse echo(String text, Document fields) {
        return gateway.client()
                .converse(ConverseRequest.builder()
                        .modelId(RunningGateway.ECHO)
                        .messages(RunningGateway.said(text))
                        .additionalModelRequestFields(fields)
                        .build())
                .join();
    }

    private static ConverseResponse echo(String text, List<String> stopSequences) {
        return gateway.client()
                .converse(request -> request.modelId(RunningGateway.ECHO)
                        .messages(RunningGateway.said(text))
                        .inferenceConfig(config -> config.stopSequences(stopSequences)))
                .join();
    }

    private static String text(ConverseResponse answer) {
        return answer.output().message().content().getFirst().text();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', commentCharacter = '%', textBlock = """
                    #echo repeat=3~a b         | a b a b a b
                    #echo delay=1 repeat=2~a   | a a
                    #echo repeat=2 a b         | a b a b
                    #echo~a                    | a
                    #echo first=1~a            | a
                    #echoes of a               | #echoes of a
                    say #echo repeat=2         | say #echo repeat=2
                    #tool weather {}           | #tool weather {}
                    """)
    void obeysTheDirectiveOfItsFirstLine(String said, String answered) {
        assertThat(text(echo(said.replace('~', '\n'), Document.mapBuilder().build())))
                .isEqualTo(answered);
    }

    @Test
    void obeysTheFieldsOfTheRequest() {
        var answer = echo(
                "a b",
                Document.mapBuilder()
                        .putNumber("repeat", 500)
                        .putNumber("delayMs", 0)
                        .build());

        assertThat(answer.usage().outputTokens()).isEqualTo(1_000);
        assertThat(text(answer)).hasSize(500 * 4 - 1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    #echo repeat=0~a              | repeat
                    #echo delay=-5~a              | delay
                    #echo first=600001~a          | first
                    #echo speed=5~a               | speed
                    #echo repeat=1000000~aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | characters
                    """, quoteCharacter = '`', commentCharacter = '%')
    void refusesADirectiveItCannotObey(String said, String message) {
        assertThatThrownBy(() ->
                        echo(said.replace('~', '\n'), Document.mapBuilder().build()))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void waitsBeforeTheFirstWordAndNotBeforeTheOthers() {
        // Given
        long asked = System.nanoTime();

        // When
        var answer = echo("#echo first=300 repeat=50\na", Document.mapBuilder().build());

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - asked))
                .isBetween(Duration.ofMillis(300), Duration.ofSeconds(5));
        assertThat(answer.usage().outputTokens()).isEqualTo(50);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    d ab  | ab c
                    b     | a
                    d a   | ab c
                    d xx  | ab cd ab cd ab cd
                    """)
    void endsBeforeAStopSequenceAlsoBetweenTwoRounds(String sequence, String answered) {
        assertThat(text(echo("#echo repeat=3\nab cd", List.of(sequence)))).isEqualTo(answered);
    }

    @Test
    void refusesStopSequencesThatWouldTakeItSecondsToFind() {
        var sequences =
                IntStream.range(0, 2_500).mapToObj(i -> "a".repeat(40) + i).toList();

        assertThat(text(echo("#echo repeat=100\na b", sequences))).endsWith("a b");
        assertThatThrownBy(() -> echo("a".repeat(100_000), sequences))
                .cause()
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("stop sequences");
    }

    @Test
    void refusesMoreThanItsWindowHolds() {
        assertThatThrownBy(
                        () -> echo("a ".repeat(200_001), Document.mapBuilder().build()))
                .cause()
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("Input is too long for requested model.");
    }
}
