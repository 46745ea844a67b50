package io.triade.local.models.echo;

import io.triade.local.models.Conversation;
import io.triade.local.models.Pacer;
import io.triade.local.models.Piece;
import io.triade.local.models.StopReason;
import io.triade.local.models.Usage;
import io.triade.local.models.Words;
import java.util.Collections;
import java.util.UUID;
import java.util.concurrent.Flow;

/// One echo on its way out: the words `repeat` times, a tool call if one was asked for, and the end.
final class Echo implements Pacer.Source {
    private final Conversation conversation;
    private final Directives directives;
    private final int inputTokens;
    private final long wordsInAll;
    private final int charactersInAll;
    private int position;
    private int said;
    private int charactersSaid;
    private boolean toolSaid;

    Echo(Conversation conversation, Directives directives, int inputTokens) {
        this.conversation = conversation;
        this.directives = directives;
        this.inputTokens = inputTokens;
        this.wordsInAll = (long) Words.count(directives.text()) * directives.repeat();
        this.charactersInAll = charactersBeforeStop();
    }

    @Override
    public long delayMillis() {
        return said == 0 || finished() ? 0 : directives.delayMillis();
    }

    @Override
    public boolean next(Flow.Subscriber<? super Piece> reader) {
        if (!finished()) {
            var word = word();
            charactersSaid += word.length();
            reader.onNext(new Piece.Text(word));
            return false;
        }
        if (directives.tool().isPresent() && !toolSaid && charactersSaid == fullLength()) {
            toolSaid = true;
            var call = directives.tool().get();
            reader.onNext(new Piece.ToolUse(
                    "tooluse_" + UUID.randomUUID().toString().replace("-", ""), call.name(), call.input()));
            return false;
        }
        reader.onNext(new Piece.Stopped(reason(), new Usage(inputTokens, said + (toolSaid ? 1 : 0))));
        reader.onComplete();
        return true;
    }

    private boolean finished() {
        var max = conversation.inference().maxTokens();
        return said >= wordsInAll || charactersSaid >= charactersInAll || (max != null && said >= max);
    }

    private StopReason reason() {
        if (toolSaid) {
            return StopReason.TOOL_USE;
        }
        if (charactersSaid >= charactersInAll && charactersInAll < fullLength()) {
            return StopReason.STOP_SEQUENCE;
        }
        return said < wordsInAll ? StopReason.MAX_TOKENS : StopReason.END_TURN;
    }

    private String word() {
        var text = directives.text();
        int end = Words.end(text, position);
        var word = text.substring(position, end);
        said++;
        position = end;
        if (end == text.length() && said < wordsInAll) {
            position = 0;
            word += " ";
        }
        return word.length() <= charactersInAll - charactersSaid
                ? word
                : word.substring(0, charactersInAll - charactersSaid);
    }

    private int fullLength() {
        return wordsInAll == 0 ? 0 : directives.text().length() * directives.repeat() + directives.repeat() - 1;
    }

    /// As on Bedrock, the answer ends before the stop sequence.
    private int charactersBeforeStop() {
        int end = fullLength();
        var stopSequences = conversation.inference().stopSequences();
        if (stopSequences.isEmpty() || end == 0) {
            return end;
        }
        var all = String.join(" ", Collections.nCopies(directives.repeat(), directives.text()));
        for (var sequence : stopSequences) {
            int at = all.indexOf(sequence);
            end = at >= 0 ? Math.min(end, at) : end;
        }
        return end;
    }
}
