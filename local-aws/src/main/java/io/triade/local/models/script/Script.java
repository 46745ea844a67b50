package io.triade.local.models.script;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.local.faults.ModelFault;
import io.triade.local.faults.WireFault;
import io.triade.local.models.StopReason;
import io.triade.local.models.Usage;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What is answered to a last user text that matches, ready to be played.
record Script(
        String name,
        Predicate<String> match,
        Optional<Integer> times,
        Optional<ModelFault> error,
        List<Step> steps,
        long delayAtEndMillis,
        StopReason stopReason,
        Optional<Usage> usage) {
    Script {
        steps = List.copyOf(steps);
    }

    /// One action, done `repeat` times, each after the delay.
    record Step(long delayMillis, int repeat, Action action) {}

    sealed interface Action {
        /// `{n}` in the text is the number of the repetition, from 1.
        record Say(String text) implements Action {}

        record Think(String text) implements Action {}

        record Use(String toolName, JsonNode input) implements Action {}

        record Fail(ModelFault fault) implements Action {}

        record Break(WireFault fault) implements Action {}

        /// Nothing more comes, and the stream stays open.
        record Stall() implements Action {}
    }
}
