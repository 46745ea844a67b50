package io.triade.api.foreign;

import io.triade.contracts.problems.Problem.FieldError;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Says of a field that a tier refuses what its caller calls it. The tier knows our names, and messages that were put
/// together anew: only who translated them knows which of the caller's each block is.
public final class Terms {
    private static final Pattern MESSAGE =
            Pattern.compile("/messages/(\\d{1,6})(?:/content/(\\d{1,6}))?((?:/\\w+)?).*");

    private final List<Word> words;
    private final List<List<Origin>> messages;

    /// @param ours what our pointer begins with, a regular expression
    public record Word(String ours, String theirs) {}

    /// @param words the first that fits counts
    /// @param messages the origins of each message's blocks
    public Terms(List<Word> words, List<List<Origin>> messages) {
        this.words = List.copyOf(words);
        this.messages = messages.stream().map(List::copyOf).toList();
    }

    /// The failure, or the same one in the caller's terms.
    public ProblemException theirs(ProblemException failure) {
        List<FieldError> errors = failure.problem(null).errors();
        if (failure.type() != ProblemType.INVALID_FIELD || errors.isEmpty()) return failure;
        FieldError error = errors.getFirst();
        return ProblemException.invalidField(named(error.pointer()), error.detail());
    }

    private String named(String pointer) {
        Matcher message = MESSAGE.matcher(pointer);
        Origin origin = message.matches() ? origin(message.group(1), message.group(2)) : null;
        if (origin != null) {
            return message.group(2) == null ? origin.inMessage(message.group(3)) : origin.named(message.group(3));
        }
        for (Word word : words) {
            Matcher named = Pattern.compile(word.ours).matcher(pointer);
            if (named.lookingAt()) return named.replaceFirst(word.theirs);
        }
        return pointer;
    }

    /// @param block its number; null: any of the message
    private @Nullable Origin origin(String message, @Nullable String block) {
        int at = Integer.parseInt(message);
        int in = block == null ? 0 : Integer.parseInt(block);
        return at < messages.size() && in < messages.get(at).size()
                ? messages.get(at).get(in)
                : null;
    }
}
