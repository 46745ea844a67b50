package io.triade.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A model that fails, as a caller of a session meets it.
@ExtendWith(SuiteExtension.class)
class ModelFaultsIT {
    private final Suite suite;

    ModelFaultsIT(Suite suite) {
        this.suite = suite;
    }

    @Test
    void aFaultInTheMiddleIsTheTerminalEventAndThePartialTextStays() throws Exception {
        // Given
        var ana = suite.caller("ana");
        String session = ana.newSession();

        // When
        java.util.List<Answer.Event> events;
        try (var answer = ana.askModel(session, "local.script-v1", "[break] in the middle")) {
            events = answer.toTheEnd();
        }

        // Then
        Answer.assertWellFormed(events);
        assertThat(Answer.text(events)).isEqualTo("This much was said ");
        assertThat(events.getLast().type()).isEqualTo("failed");
        assertThat(events.getLast().data().at("/problem/type").asText()).isEqualTo("/problems/model-failed");
        var stored = ana.turns(session).path(0);
        assertThat(stored.path("state").asText()).isEqualTo("failed");
        assertThat(stored.path("output").asText()).isEqualTo("This much was said ");
    }

    @Test
    void aModelThatHangsUpIsTheTerminalEvent() throws Exception {
        // Given
        var ana = suite.caller("ana");
        String session = ana.newSession();

        // When
        java.util.List<Answer.Event> events;
        try (var answer = ana.askModel(session, "local.script-v1", "[disconnect] now")) {
            events = answer.toTheEnd();
        }

        // Then
        Answer.assertWellFormed(events);
        assertThat(events.getLast().type()).isEqualTo("failed");
    }

    @Test
    void aThrottledModelIsARefusalThatSaysWhenToComeBack() throws Exception {
        var ana = suite.caller("ana");
        ana.request()
                .body(Map.of("text", "[throttle] please", "model", "local.script-v1"))
                .post("/v1/sessions/{id}/turns", ana.newSession())
                .then()
                .statusCode(429)
                .header("Retry-After", org.hamcrest.Matchers.notNullValue())
                .body("type", org.hamcrest.Matchers.equalTo("/problems/model-throttled"));
    }
}
