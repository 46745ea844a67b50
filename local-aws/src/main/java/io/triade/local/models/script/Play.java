package io.triade.local.models.script;

import io.triade.local.faults.ModelFault;
import io.triade.local.models.Pacer;
import io.triade.local.models.Piece;
import io.triade.local.models.Usage;
import io.triade.local.models.Words;
import java.util.UUID;
import java.util.concurrent.Flow;

/// One script while it is played.
final class Play implements Pacer.Source {
    private static final long FOR_EVER = -1;

    private final Script script;
    private final int inputTokens;
    private int step;
    private int repetition = 1;
    private int charactersHad;
    private int wordsSaid;

    /// @throws ModelFault if the caller has what this script would never have said
    Play(Script script, String answerSoFar, int inputTokens) {
        this.script = script;
        this.inputTokens = inputTokens;
        if (!answerSoFar.isEmpty()) {
            skip(answerSoFar);
        }
    }

    @Override
    public long delayMillis() {
        if (step == script.steps().size()) {
            return script.delayAtEndMillis();
        }
        var next = script.steps().get(step);
        return next.action() instanceof Script.Action.Stall ? FOR_EVER : next.delayMillis();
    }

    @Override
    public boolean next(Flow.Subscriber<? super Piece> reader) {
        if (step == script.steps().size()) {
            reader.onNext(new Piece.Stopped(
                    script.stopReason(), script.usage().orElseGet(() -> new Usage(inputTokens, wordsSaid))));
            reader.onComplete();
            return true;
        }
        var action = script.steps().get(step).action();
        int number = repetition;
        advance();
        return play(action, number, reader);
    }

    private void advance() {
        if (repetition == script.steps().get(step).repeat()) {
            step++;
            repetition = 1;
        } else {
            repetition++;
        }
    }

    /// Goes to the first text, or part of one, that the caller does not have. What else stands before it is over.
    private void skip(String answerSoFar) {
        int had = 0;
        while (had < answerSoFar.length()) {
            if (step == script.steps().size()) {
                throw notOurs();
            }
            if (script.steps().get(step).action() instanceof Script.Action.Say say) {
                var text = numbered(say.text(), repetition);
                int length = Math.min(text.length(), answerSoFar.length() - had);
                if (!answerSoFar.startsWith(text.substring(0, length), had)) {
                    throw notOurs();
                }
                if (length < text.length()) {
                    charactersHad = length;
                    return;
                }
                had += length;
            }
            advance();
        }
    }

    private ModelFault notOurs() {
        return ModelFault.validation(
                "The last message is not how the script %s would begin its answer, so it cannot go on from there."
                        .formatted(script.name()));
    }

    private boolean play(Script.Action action, int number, Flow.Subscriber<? super Piece> reader) {
        switch (action) {
            case Script.Action.Say say -> reader.onNext(new Piece.Text(spoken(say.text(), number)));
            case Script.Action.Think think -> reader.onNext(new Piece.Reasoning(spoken(think.text(), number)));
            case Script.Action.Use use -> {
                wordsSaid++;
                var id = "tooluse_" + UUID.randomUUID().toString().replace("-", "");
                reader.onNext(new Piece.ToolUse(id, use.toolName(), use.input()));
            }
            case Script.Action.Fail fail -> {
                reader.onError(fail.fault());
                return true;
            }
            case Script.Action.Break broken -> {
                reader.onNext(new Piece.Broken(broken.fault()));
                return true;
            }
            case Script.Action.Stall _ -> throw new IllegalStateException("a stall is waited for, never played");
        }
        return false;
    }

    private String spoken(String text, int number) {
        var spoken = numbered(text, number).substring(charactersHad);
        charactersHad = 0;
        wordsSaid += Words.count(spoken);
        return spoken;
    }

    private static String numbered(String text, int number) {
        return text.replace("{n}", Integer.toString(number));
    }
}
