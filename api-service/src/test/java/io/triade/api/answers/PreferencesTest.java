package io.triade.api.answers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferencesTest {
    private static final Duration LONGEST = Duration.ofSeconds(25);
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private static Preferences of(String... headers) {
        var all = MultiMap.caseInsensitiveMultiMap();
        for (String header : headers) all.add("Prefer", header);
        return Preferences.of(all);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            wait=10                                | 10 | false
            WAIT=10                                | 10 | false
            wait = 10                              | 10 | false
            wait="10"                              | 10 | false
            wait=0                                 | 0  | false
            wait=10; priority=5                    | 10 | false
            respond-async                          |    | true
            respond-async, wait=10                 | 10 | true
            Respond-Async ,Wait=10                 | 10 | true
            respond-async;foo="a,b;wait=3"         |    | true
            foo="wait=3, respond-async", wait=4    | 4  | false
            foo="a\\", wait=3", wait=4             | 4  | false
            wait=3, wait=4                         | 3  | false
            return=minimal, handling=lenient       |    | false
            wait=-1                                |    | false
            wait=1.5                               |    | false
            wait=ten                               |    | false
            wait=                                  |    | false
            wait                                   |    | false
            wait=12345678901234567890              |    | false
            wait=x, wait=7                         | 7  | false
            ;;,,=,"                                |    | false
            """)
    void readsWhatItKnowsAndIgnoresTheRest(String header, Integer wait, boolean async) {
        assertThat(of(header)).isEqualTo(new Preferences(wait == null ? null : Duration.ofSeconds(wait), async));
    }

    @Test
    void readsSeveralHeadersAsOneList() {
        assertThat(of("wait=7", "respond-async, wait=9")).isEqualTo(new Preferences(Duration.ofSeconds(7), true));
        assertThat(of()).isEqualTo(new Preferences(null, false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            foo                    |        | 25
            wait=10                |        | 10
            wait=60                |        | 25
            wait=0                 |        | 0
            respond-async          |        | 0
            respond-async, wait=10 |        | 10
            wait=60                | PT90S  | 60
            wait=600               | PT90S  | 89
            foo                    | PT90S  | 25
            foo                    | PT10S  | 9
            wait=30                | PT10S  | 9
            foo                    | PT1S   | 0
            """)
    void waitsNoLongerThanAGatewayUnlessItsCallerDoes(String header, Duration timeout, int seconds) {
        Duration left = timeout == null ? TEN_MINUTES : timeout;

        assertThat(of(header).waiting(LONGEST, left, timeout)).hasSeconds(seconds);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void saysWhatWasHeeded(boolean later) {
        assertThat(of("foo").applied(LONGEST, later)).isNull();
        assertThat(of("wait=60").applied(LONGEST, later)).isEqualTo("wait=25");
        assertThat(of("respond-async").applied(Duration.ZERO, later)).isEqualTo(later ? "respond-async" : null);
    }

    @Test
    void tellsTheNextTierInTheSameWords() {
        assertThat(Preferences.header(Duration.ofSeconds(7))).isEqualTo("wait=7");
        assertThat(Preferences.header(Duration.ofMillis(24_999))).isEqualTo("wait=25");
        assertThat(Preferences.header(Duration.ofMillis(499))).isEqualTo("respond-async");
        assertThat(Preferences.header(Duration.ZERO)).isEqualTo("respond-async");
    }
}
