package io.triade.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDeltaEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockStartEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ImageFormat;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.ModelNotReadyException;
import software.amazon.awssdk.services.bedrockruntime.model.ResourceNotFoundException;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

// The builders of the SDK take generic consumers as varargs.
@SuppressWarnings("unchecked")
class ConverseTest {
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new RunningGateway();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static ConverseResponse converse(ConverseRequest.Builder request) throws Exception {
        try {
            return gateway.client().converse(request.build()).join();
        } catch (CompletionException e) {
            throw (Exception) e.getCause();
        }
    }

    private static ConverseRequest.Builder asking(String modelId, String text) {
        return ConverseRequest.builder().modelId(modelId).messages(RunningGateway.said(text));
    }

    @Test
    void answersWithTheTextUsageAndLatency() throws Exception {
        var answer = converse(asking(RunningGateway.ECHO, "Olá, grande \uD83C\uDF0D!\n\tfim"));

        assertThat(answer.output().message().content().getFirst().text()).isEqualTo("Olá, grande \uD83C\uDF0D!\n\tfim");
        assertThat(answer.stopReasonAsString()).isEqualTo("end_turn");
        assertThat(answer.usage().inputTokens()).isEqualTo(4);
        assertThat(answer.usage().totalTokens()).isEqualTo(8);
        assertThat(answer.metrics().latencyMs()).isNotNegative();
        assertThat(answer.responseMetadata().requestId()).isNotBlank();
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void streamsTheSameWordsOverBothHttpVersions(Protocol protocol) throws Exception {
        var stream = StreamRecorder.of(gateway.client(protocol), RunningGateway.ECHO, "one two three")
                .finished();

        assertThat(stream.events(ContentBlockDeltaEvent.class))
                .extracting(event -> event.delta().text())
                .containsExactly("one ", "two ", "three");
        assertThat(stream.stopReason()).isEqualTo("end_turn");
        assertThat(stream.metadata().usage().totalTokens()).isEqualTo(6);
        assertThat(stream.metadata().metrics().latencyMs()).isNotNegative();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local.echo-v1:0",
                "us.local.echo-v1",
                "arn:aws:bedrock:us-east-1::foundation-model/local.echo-v1",
                "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.local.echo-v1",
                "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/local.echo-v1:0"
            })
    void findsAModelByEveryNameAwsGivesIt(String modelId) throws Exception {
        var answer = converse(asking(modelId, "here"));

        assertThat(answer.output().message().content().getFirst().text()).isEqualTo("here");
    }

    @Test
    void streamsALongAnswerWithoutLosingOrMixingAWord() throws Exception {
        var text = IntStream.range(0, 20_000).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));

        var stream =
                StreamRecorder.of(gateway.client(), RunningGateway.ECHO, text).finished();

        assertThat(stream.text()).isEqualTo(text);
    }

    @Test
    void stopsAtMaxTokensAndAtAStopSequence() throws Exception {
        var few = converse(asking(RunningGateway.ECHO, "a b c d").inferenceConfig(config -> config.maxTokens(2)));
        var cut = converse(
                asking(RunningGateway.ECHO, "a b END d").inferenceConfig(config -> config.stopSequences("END")));

        assertThat(few.stopReasonAsString()).isEqualTo("max_tokens");
        assertThat(few.output().message().content().getFirst().text()).isEqualTo("a b ");
        assertThat(cut.stopReasonAsString()).isEqualTo("stop_sequence");
        assertThat(cut.output().message().content().getFirst().text()).isEqualTo("a b ");
    }

    private static ConverseRequest.Builder askingForWeather() {
        var schema = Document.mapBuilder().putString("type", "object").build();
        return asking(RunningGateway.ECHO, "#tool weather {\"city\":\"Lima\"}")
                .toolConfig(tools -> tools.tools(
                        tool -> tool.toolSpec(spec -> spec.name("weather").inputSchema(input -> input.json(schema)))));
    }

    @Test
    void asksForAToolAndTakesItsResult() throws Exception {
        // Given
        var asked = askingForWeather();
        var answer = converse(asked);
        var use = answer.output().message().content().getFirst().toolUse();

        // When
        var result = Message.builder()
                .role("user")
                .content(content -> content.toolResult(
                        toolResult -> toolResult.toolUseId(use.toolUseId()).content(part -> part.text("sunny"))))
                .build();
        var messages = Stream.concat(
                asked.build().messages().stream(), Stream.of(answer.output().message(), result));
        var afterwards = converse(asked.messages(messages.toList()));

        // Then
        assertThat(answer.stopReasonAsString()).isEqualTo("tool_use");
        assertThat(use.input().asMap().get("city").asString()).isEqualTo("Lima");
        assertThat(afterwards.output().message().content().getFirst().text()).isEqualTo("sunny");
    }

    @Test
    void streamsAToolUseInPartsOfItsInput() throws Exception {
        var stream = StreamRecorder.of(gateway.client(), RunningGateway.SCRIPT, "tool please")
                .finished();

        var input = stream.events(ContentBlockDeltaEvent.class).stream()
                .filter(event -> event.contentBlockIndex() == 1)
                .map(event -> event.delta().toolUse().input())
                .toList();
        assertThat(stream.events(ContentBlockStartEvent.class))
                .extracting(event -> event.start().toolUse().name())
                .containsExactly("get_weather");
        assertThat(input).hasSizeGreaterThan(1);
        assertThat(String.join("", input)).isEqualTo("{\"city\":\"São Paulo\",\"unit\":\"celsius\"}");
        assertThat(stream.stopReason()).isEqualTo("tool_use");
    }

    @Test
    void showsReasoningApartFromTheAnswer() throws Exception {
        var answer = converse(asking(RunningGateway.SCRIPT, "reason please"));

        assertThat(answer.output()
                        .message()
                        .content()
                        .getFirst()
                        .reasoningContent()
                        .reasoningText()
                        .text())
                .isEqualTo("The user wants to see reasoning.");
        assertThat(answer.output().message().content().get(1).text()).isEqualTo("Here it is.");
    }

    @Test
    void refusesWhatItCannotDo() {
        var image = ConverseRequest.builder()
                .modelId(RunningGateway.ECHO)
                .messages(message -> message.role("user")
                        .content(content -> content.image(picture -> picture.format(ImageFormat.PNG)
                                .source(source -> source.bytes(SdkBytes.fromByteArray(new byte[1_000_000]))))));

        assertThatThrownBy(() -> converse(image))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("image");
        assertThatThrownBy(() -> converse(asking("nobody.knows-v1", "hi")))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> converse(asking("local.gone-v1", "hi"))).isInstanceOf(ModelNotReadyException.class);
        assertThatThrownBy(() -> converse(asking(RunningGateway.LETTERS, "hi")))
                .isInstanceOf(ValidationException.class);
    }

    @Test
    void countsTokensOfAConversation() {
        var counted = gateway.client()
                .countTokens(request -> request.modelId(RunningGateway.ECHO)
                        .input(input -> input.converse(converse -> converse.system(system -> system.text("be brief"))
                                .messages(RunningGateway.said("one two three")))))
                .join();

        assertThat(counted.inputTokens()).isEqualTo(5);
    }
}
