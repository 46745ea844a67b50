package io.triade.local.models.llama;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaIterator;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.Pair;
import io.triade.local.faults.FaultType;
import io.triade.local.faults.ModelFault;
import io.triade.local.models.Conversation.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One loaded model, and the only class that calls the binding. What the binding does badly is kept from happening
/// here: it hangs when used after it was closed, ends the process over parameters that are not valid JSON, and
/// garbles what its templates are given beyond the basic plane.
final class Llama implements AutoCloseable {
    /// Prompt tokens evaluated between two looks at what else there is to do: the other slot's next token waits so
    /// long.
    private static final int BATCH_TOKENS = 128;

    private static final int MOST_THREADS = 4;
    private static final Pattern PLACE = Pattern.compile("%%(\\d+)%%");

    private final LlamaModel model;
    private volatile boolean closed;

    private Llama(LlamaModel model) {
        this.model = model;
    }

    static Llama load(Path file, Window window) {
        LlamaLibrary.load();
        int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_THREADS);
        return new Llama(new LlamaModel(new ModelParameters()
                .setModel(file.toAbsolutePath().toString())
                .setCtxSize(window.tokens() * window.slots())
                .setParallel(window.slots())
                .setBatchSize(BATCH_TOKENS)
                .setUbatchSize(BATCH_TOKENS)
                .setThreads(threads)
                .setThreadsBatch(threads)
                // Otherwise the beginning of a conversation is dropped in silence when the window is full.
                .disableContextShift()
                .disableLog()));
    }

    /// One turn as a template takes it.
    record Turn(Role role, String text) {}

    int count(String text) {
        return open().encode(text).length;
    }

    /// The prompt by the model's own template, or ChatML if it has none that is known, up to where the assistant goes
    /// on with what it has begun.
    String prompt(String system, List<Turn> turns, String begun) {
        var places = new ArrayList<Pair<String, String>>();
        for (int i = 0; i < turns.size(); i++) {
            places.add(new Pair<>(turns.get(i).role().name().toLowerCase(Locale.ROOT), "%%" + i + "%%"));
        }
        var frame = open().applyTemplate(new InferenceParameters("")
                .setMessages(system.isEmpty() ? null : "%%" + turns.size() + "%%", places));
        return PLACE.matcher(frame).replaceAll(place -> {
                    int i = Integer.parseInt(place.group(1));
                    return Matcher.quoteReplacement(
                            withoutControlWords(i < turns.size() ? turns.get(i).text() : system));
                })
                + withoutControlWords(begun);
    }

    /// Evaluates the text into the cache, where a prompt that begins with it finds it.
    void evaluate(String text) {
        open().complete(new InferenceParameters(text).setNPredict(1).setCachePrompt(true));
    }

    LlamaIterator generate(InferenceParameters parameters) {
        return open().generate(parameters.setCachePrompt(true)).iterator();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            model.close();
        }
    }

    private LlamaModel open() {
        if (closed) {
            throw new ModelFault(FaultType.SERVICE_UNAVAILABLE, "local-aws is stopping.");
        }
        return model;
    }

    /// The tokenizer reads `<|im_end|>` and the like as what they are for, wherever they stand: a user could speak for
    /// the assistant.
    private static String withoutControlWords(String text) {
        return text.replace("<|", "< |");
    }
}
