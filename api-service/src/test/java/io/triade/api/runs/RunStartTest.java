package io.triade.api.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunStartTest {
    private static RunStart withKey(String key) {
        return RunStart.of(Edge.call(Duration.ofSeconds(1)), "/v1/runs", Buffer.buffer("{}"), key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "~", "!", "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"", "a,b;c=d"})
    void takesAKeyOfVisibleCharacters(String key) {
        assertThat(withKey(key).idempotencyKey()).isEqualTo(key);
        assertThat(withKey("k".repeat(255)).idempotencyKey()).hasSize(255);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\tb", "é", "a\u007f", "a\u0000"})
    void refusesEveryOtherKey(String key) {
        assertRefused(key);
        assertRefused("k".repeat(256));
    }

    private static void assertRefused(String key) {
        assertThatThrownBy(() -> withKey(key)).isInstanceOfSatisfying(ProblemException.class, refused -> {
            assertThat(refused.type()).isEqualTo(ProblemType.INVALID_FIELD);
            assertThat(refused.problem(null).errors().getFirst().pointer()).isEqualTo("Idempotency-Key");
        });
    }

    @Test
    void refusesTwoKeys() {
        var headers =
                MultiMap.caseInsensitiveMultiMap().add("Idempotency-Key", "a").add("idempotency-key", "a");

        assertThatThrownBy(() -> RunStart.keyIn(headers)).isInstanceOf(ProblemException.class);
        assertThat(RunStart.keyIn(MultiMap.caseInsensitiveMultiMap())).isNull();
    }

    @Test
    void givesEachStartAnIdOfItsOwn() {
        assertThat(withKey("a").runId())
                .matches("r_[0-9a-z]{26}")
                .isNotEqualTo(withKey("a").runId());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"onDisconnect\":\"cancel\"}",
                "{\"messages\":[{\"onDisconnect\":\"continue\"}],\"onDisconnect\" : \"cancel\" }",
                "{\"onDisc\\u006fnnect\":\"cancel\",\"more\":"
            })
    void seesWhatEndsWithItsCaller(String body) {
        assertThat(Edge.start(body).endsWithItsCaller()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "",
                "[]",
                "no json",
                "{\"onDisconnect\":\"continue\"}",
                "{\"onDisconnect\":null}",
                "{\"text\":\"\\\"onDisconnect\\\":\\\"cancel\\\"\"}",
                "{\"messages\":[{\"onDisconnect\":\"cancel\"}]}"
            })
    void seesWhatDoesNot(String body) {
        assertThat(Edge.start(body).endsWithItsCaller()).isFalse();
    }
}
