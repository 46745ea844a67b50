package io.triade.orchestration.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.contracts.problems.ProblemException;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageFilterTest {
    private static final Buffer MESSAGE =
            Buffer.buffer("{\"channel\":\"me:x\",\"data\":{\"kind\":\"a\",\"n\":1,\"deep\":{\"x\":true}}}");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | true",
                "{\"kind\":\"a\"} | true",
                "{\"kind\":\"b\"} | false",
                "{\"kind\":[\"b\",\"a\"]} | true",
                "{\"kind\":\"a\",\"n\":2} | false",
                "{\"n\":1} | true",
                "{\"deep\":{\"x\":true}} | true",
                "{\"absent\":null} | false"
            })
    void letsThroughWhatEqualsEachMember(String filter, boolean through) {
        assertThat(MessageFilter.of(filter, new ObjectMapper()).lets(MESSAGE)).isEqualTo(through);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "nonsense", "{", ""})
    void refusesWhatIsNoObject(String filter) {
        assertThatThrownBy(() -> MessageFilter.of(filter, new ObjectMapper())).isInstanceOf(ProblemException.class);
    }
}
