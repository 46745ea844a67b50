package io.triade.api.lex;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// How bots of Amazon Lex are answered.
@ConfigMapping(prefix = "api.lex")
public interface LexConfig {
    /// How long an event waits for its answer before it is told that the work goes on, unless the caller's
    /// `x-timeout-ms` is shorter. Lex gives a code hook 30 s in all.
    @WithDefault("PT22S")
    Duration answerWithin();

    /// The model of the sessions' turns; absent: the configured default.
    Optional<String> model();

    /// The slot that holds what the user asks; absent: what they said last is the question.
    Optional<String> questionSlot();

    /// How the user is asked to come back while the work goes on.
    @WithDefault("elicit-intent")
    StillWorking stillWorking();

    /// The words on a button by which a user who types comes back for the answer; absent: there is none.
    Optional<String> pollButton();

    /// What the bot says of itself, by language as in `en` or `pt`; others get `en`.
    Map<String, Words> words();

    /// The next step while the work goes on.
    enum StillWorking {
        /// Whatever the user says next, the bot's intents decide who hears it.
        ELICIT_INTENT,
        /// What the user says next fills the question's slot, so the same intent hears it.
        ELICIT_SLOT,
        /// The user is asked whether to go on: yes brings the answer, no cancels the work.
        CONFIRM_INTENT
    }

    /// Sentences for people.
    interface Words {
        /// The work goes on; come back.
        String stillWorking();

        /// It did not succeed.
        String failed();

        /// Nothing was asked.
        String nothingAsked();

        /// The work was stopped, as the user wished.
        String stopped();
    }
}
