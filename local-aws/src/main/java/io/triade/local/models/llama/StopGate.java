package io.triade.local.models.llama;

import java.util.List;

/// Lets text pass up to the first stop sequence, and holds back what may yet turn out to begin one.
final class StopGate {
    private final List<String> stopSequences;
    private final StringBuilder held = new StringBuilder();
    private boolean stopped;

    StopGate(List<String> stopSequences) {
        this.stopSequences = List.copyOf(stopSequences);
    }

    /// What may be said now.
    String pass(String text) {
        held.append(text);
        int end = held.length();
        for (var sequence : stopSequences) {
            int at = held.indexOf(sequence);
            if (at >= 0 && at <= end) {
                end = at;
                stopped = true;
            }
        }
        return take(stopped ? end : end - undecided());
    }

    /// What was held back for a sequence that never came.
    String rest() {
        return stopped ? "" : take(held.length());
    }

    boolean stopped() {
        return stopped;
    }

    /// Characters at the end that begin a stop sequence, or half a character.
    private int undecided() {
        int longest = !held.isEmpty() && Character.isHighSurrogate(held.charAt(held.length() - 1)) ? 1 : 0;
        for (var sequence : stopSequences) {
            for (int length = Math.min(sequence.length() - 1, held.length()); length > longest; length--) {
                if (sequence.startsWith(held.substring(held.length() - length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }

    private String take(int length) {
        var text = held.substring(0, length);
        held.delete(0, length);
        return text;
    }
}
