package io.triade.local.models.script;

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
    private int wordsSaid;

    Play(Script script, int inputTokens) {
        this.script = script;
        this.inputTokens = inputTokens;
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
        var current = script.steps().get(step);
        int number = repetition;
        if (repetition == current.repeat()) {
            step++;
            repetition = 1;
        } else {
            repetition++;
        }
        return play(current.action(), number, reader);
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
        var spoken = text.replace("{n}", Integer.toString(number));
        wordsSaid += Words.count(spoken);
        return spoken;
    }
}
