package io.triade.local.models.llama;

import de.kherud.llama.InferenceParameters;
import io.triade.local.faults.ModelFault;
import io.triade.local.models.Conversation;
import io.triade.local.models.Inference;
import io.triade.local.models.Piece;
import io.triade.local.models.StopReason;
import io.triade.local.models.Usage;

/// One answer while it is made, on a thread of its own. Ends within a token, or within a part of the prompt, once it is
/// cancelled.
final class Generation {
    private static final int MOST_ANSWER_TOKENS = 1_024;
    private static final float TEMPERATURE = 0.2f;
    private static final float TOP_P = 0.9f;
    private static final float REPEAT_PENALTY = 1.1f;

    private final Conversation conversation;
    private final Llama llama;
    private final Window window;
    private final PromptCache cache;
    private final Speech speech;
    private final Outbox outbox;
    private int outputTokens;

    Generation(Conversation conversation, Llama llama, Window window, PromptCache cache, Outbox outbox) {
        this.conversation = conversation;
        this.llama = llama;
        this.window = window;
        this.cache = cache;
        this.outbox = outbox;
        this.speech = new Speech(conversation, outbox);
    }

    void run() {
        var prompt = prompt(conversation, llama, window);
        int inputTokens = llama.count(prompt);
        int room = window.room(inputTokens);
        if (room < 1) {
            throw ModelFault.validation(
                    "Input is too long for requested model: the prompt has %d tokens, which exceeds the context window of %d tokens, answer included."
                            .formatted(inputTokens, window.tokens()));
        }
        var inference = conversation.inference();
        int wanted = inference.maxTokens() == null ? MOST_ANSWER_TOKENS : inference.maxTokens();
        if (!cache.warm(prompt, llama, outbox::over)) {
            return;
        }
        boolean cut = speak(parameters(prompt, inference, Math.min(room, wanted)), Math.min(room, wanted));
        if (outbox.over()) {
            return;
        }
        cache.add(prompt + speech.said());
        var limit = wanted <= room ? StopReason.MAX_TOKENS : StopReason.MODEL_CONTEXT_WINDOW_EXCEEDED;
        var reason = speech.end(cut ? limit : StopReason.END_TURN);
        outbox.add(new Piece.Stopped(reason, new Usage(inputTokens, outputTokens)));
        outbox.complete();
    }

    /// Refuses what is far too long before the tokenizer spends seconds on it.
    static String prompt(Conversation conversation, Llama llama, Window window) {
        var prompt = Prompter.write(conversation, llama);
        if (prompt.length() > window.mostCharacters()) {
            throw ModelFault.validation(
                    "Input is too long for requested model: %d characters exceed the context window of %d tokens."
                            .formatted(prompt.length(), window.tokens()));
        }
        return prompt;
    }

    /// True if the answer was cut at the limit.
    private boolean speak(InferenceParameters parameters, int limit) {
        var tokens = llama.generate(parameters);
        boolean ended = false;
        try {
            while (tokens.hasNext() && !outbox.over() && !speech.stopped() && outputTokens < limit) {
                var text = tokens.next().text;
                if (tokens.hasNext()) {
                    ended = text.isEmpty();
                    outputTokens = Math.min(limit, outputTokens + count(text));
                    speech.add(text);
                }
            }
        } finally {
            // Whatever ended it here must end it there: the slot would speak on for nobody.
            if (tokens.hasNext()) {
                tokens.cancel();
            }
        }
        return !ended && !speech.stopped();
    }

    /// The binding gives one token at a time, except that it gathers those that make up one character and counts them
    /// to itself. A token without text is a control word, usually the one that ends the answer.
    private int count(String text) {
        return text.chars().allMatch(character -> character < 0x80)
                ? Math.min(1, text.length())
                : Math.max(1, llama.count(text));
    }

    private InferenceParameters parameters(String prompt, Inference inference, int limit) {
        var temperature = inference.temperature();
        var topP = inference.topP();
        var parameters = new InferenceParameters(prompt)
                // We end it ourselves, to know why it ended: the binding does not tell. It counts more tokens than we
                // where characters are split, and may get there first.
                .setNPredict(limit + 1)
                .setTemperature(temperature == null ? TEMPERATURE : Math.clamp(temperature.floatValue(), 0f, 2f))
                .setTopP(topP == null ? TOP_P : Math.clamp(topP.floatValue(), 0f, 1f));
        return conversation.tools().tools().isEmpty()
                ? parameters.setRepeatPenalty(REPEAT_PENALTY)
                : parameters.setGrammar(ToolGrammar.of(conversation.tools()));
    }
}
