package io.triade.local.models.llama;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/// Evaluates a long prompt part by part, since the binding cannot be stopped within one call, and knows which
/// beginning of it a slot holds from before: evaluating less than that would throw the rest away.
final class PromptCache {
    /// About 200 tokens, a second on two cores.
    private static final int PART_CHARACTERS = 800;

    private final int slots;
    private final Deque<String> held = new ArrayDeque<>();

    PromptCache(int slots) {
        this.slots = slots;
    }

    /// False if it was cancelled on the way. The last part is left to the generation itself.
    boolean warm(String prompt, Llama llama, BooleanSupplier cancelled) {
        for (int end = heldOf(prompt) + PART_CHARACTERS; end < prompt.length(); end += PART_CHARACTERS) {
            if (cancelled.getAsBoolean()) {
                return false;
            }
            llama.evaluate(prompt.substring(0, end));
        }
        return !cancelled.getAsBoolean();
    }

    synchronized void add(String text) {
        held.addFirst(text);
        if (held.size() > slots) {
            held.removeLast();
        }
    }

    private synchronized int heldOf(String prompt) {
        return held.stream().mapToInt(text -> commonPrefix(text, prompt)).max().orElse(0);
    }

    private static int commonPrefix(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            if (one.charAt(i) != other.charAt(i)) {
                return i;
            }
        }
        return length;
    }
}
