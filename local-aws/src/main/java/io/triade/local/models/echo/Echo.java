package io.triade.local.models.echo;

import io.triade.local.faults.ModelFault;
import io.triade.local.models.Conversation;
import io.triade.local.models.Pacer;
import io.triade.local.models.Piece;
import io.triade.local.models.StopReason;
import io.triade.local.models.Usage;
import io.triade.local.models.Words;
import java.util.Collections;
import java.util.UUID;
import java.util.concurrent.Flow;

/// One echo on its way out: the words `repeat` times, from where the caller has it already, a tool call if one was
/// asked for, and the end.
final class Echo implements Pacer.Source {
    /// Looking for them happens on the event loop: a tenth of a second at the very worst.
    private static final long MOST_SEARCH_STEPS = 200_000_000;

    private final Conversation conversation;
    private final Directives directives;
    private final int inputTokens;
    private final int wholeLength;
    private final int end;
    private int at;
    private int said;
    private boolean toolSaid;

    /// @throws ModelFault if the caller has what this echo would never have said
    Echo(Conversation conversation, Directives directives, int inputTokens) {
        this.conversation = conversation;
        this.directives = directives;
        this.inputTokens = inputTokens;
        this.wholeLength = directives.text().isBlank()
                ? 0
                : directives.text().length() * directives.repeat() + directives.repeat() - 1;
        this.end = endBeforeStop();
        this.at = after(conversation.answerSoFar());
    }

    @Override
    public long delayMillis() {
        if (finished()) {
            return 0;
        }
        return said == 0 ? directives.firstMillis() : directives.delayMillis();
    }

    @Override
    public boolean next(Flow.Subscriber<? super Piece> reader) {
        if (!finished()) {
            var word = word();
            said++;
            at += word.length();
            reader.onNext(new Piece.Text(word));
            return false;
        }
        if (directives.tool().isPresent() && !toolSaid && at == wholeLength) {
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
        return at >= end || (max != null && said >= max);
    }

    private StopReason reason() {
        if (toolSaid) {
            return StopReason.TOOL_USE;
        }
        if (at < end) {
            return StopReason.MAX_TOKENS;
        }
        return end < wholeLength ? StopReason.STOP_SEQUENCE : StopReason.END_TURN;
    }

    /// What is left of the word that is next, with the blank between two repetitions.
    private String word() {
        var text = directives.text();
        int from = at % (text.length() + 1);
        var before = "";
        if (from == text.length()) {
            before = " ";
            from = 0;
        }
        int to = Words.end(text, from);
        var word = before + text.substring(from, to) + (to == text.length() ? " " : "");
        return word.length() <= end - at ? word : word.substring(0, end - at);
    }

    private int after(String answerSoFar) {
        boolean begins = answerSoFar.length() <= wholeLength;
        for (int i = 0; begins && i < answerSoFar.length(); i++) {
            begins = answerSoFar.charAt(i) == character(i);
        }
        if (!begins) {
            throw ModelFault.validation("The last message is not how local.echo-v1 would begin this answer, "
                    + "so it cannot go on from there.");
        }
        return answerSoFar.length();
    }

    private char character(int index) {
        var text = directives.text();
        int inText = index % (text.length() + 1);
        return inText == text.length() ? ' ' : text.charAt(inText);
    }

    /// As on Bedrock, the answer ends before the stop sequence. An echo repeats itself, so the first one begins in its
    /// first round.
    private int endBeforeStop() {
        var stopSequences = conversation.inference().stopSequences();
        if (stopSequences.isEmpty() || wholeLength == 0) {
            return wholeLength;
        }
        int longest = stopSequences.stream().mapToInt(String::length).max().orElse(0);
        int length = Math.min(wholeLength, directives.text().length() + 1 + longest);
        long steps = length * stopSequences.stream().mapToLong(String::length).sum();
        if (steps > MOST_SEARCH_STEPS) {
            throw ModelFault.validation("An echo of %d characters is too long to look for so many stop sequences in it."
                    .formatted(wholeLength));
        }
        int rounds =
                Math.min(directives.repeat(), 1 + length / (directives.text().length() + 1));
        var beginning = String.join(" ", Collections.nCopies(rounds, directives.text()));
        return stopSequences.stream()
                .mapToInt(beginning::indexOf)
                .filter(index -> index >= 0)
                .min()
                .orElse(wholeLength);
    }
}
