package io.triade.prompt.invocation.converse;

/// Where an answer goes on from what the caller has of it. A model is shown that without the white space at its end:
/// some refuse it there, and others, who write a word with the blank before it, lose the thread. What they then begin
/// with, as far as it is that white space, the caller has already.
final class Seam {
    private String had;

    Seam(String answerSoFar) {
        had = answerSoFar.substring(sent(answerSoFar).length());
    }

    /// What the model is shown of it; empty: nothing, it begins anew.
    static String sent(String answerSoFar) {
        return answerSoFar.stripTrailing();
    }

    /// The text that is new to the caller, of the next text in order; may be empty.
    String join(String text) {
        int common = 0;
        while (common < had.length() && common < text.length() && had.charAt(common) == text.charAt(common)) common++;
        had = common == text.length() ? had.substring(common) : "";
        return text.substring(common);
    }
}
