package io.triade.local.models.llama;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.triade.local.models.Conversation;
import io.triade.local.models.Conversation.Block;
import io.triade.local.models.Conversation.Message;
import io.triade.local.models.Conversation.Role;
import io.triade.local.models.Inference;
import io.triade.local.models.Tools;
import io.triade.local.weights.Availability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Engines on tiny models, closed together, and what they are asked.
final class TinyEngines implements AutoCloseable {
    /// What ChatML puts around one user message and before the answer, each of its bytes a token, each control word
    /// one.
    static final int FRAME_TOKENS = 19;

    private final Path folder;
    private final List<LlamaEngine> engines = new ArrayList<>();

    TinyEngines(Path folder) {
        this.folder = folder;
    }

    LlamaEngine open(TinyGguf model) throws Exception {
        return open(model, new Window(512, 1, 1));
    }

    /// One slot, one place to wait, and room for an answer that takes seconds.
    LlamaEngine openTalkative() throws Exception {
        return open(talkative(), new Window(30_000, 1, 1));
    }

    LlamaEngine open(TinyGguf model, Window window) throws Exception {
        return open(model.write(folder.resolve("tiny" + engines.size() + ".gguf")), window);
    }

    LlamaEngine open(Path file, Window window) {
        var engine = new LlamaEngine("local.tiny-v1", window, () -> new Availability.Ready(file), () -> {});
        engines.add(engine);
        return engine;
    }

    @Override
    public void close() {
        engines.forEach(LlamaEngine::close);
    }

    static TinyGguf talkative() {
        return TinyGguf.sayingForEver(
                IntStream.range(0, 20).mapToObj(i -> "word" + i + " ").toArray(String[]::new));
    }

    static Inference inference(@Nullable Integer maxTokens, String... stopSequences) {
        return new Inference(maxTokens, 0.0, null, List.of(stopSequences));
    }

    static Conversation asked(String text) {
        return asked(text, inference(null));
    }

    static Conversation asked(String text, Inference inference) {
        return new Conversation(
                List.of(), List.of(user(text)), inference, Tools.NONE, MissingNode.getInstance(), Map.of());
    }

    static Conversation asked(String text, Tools tools) {
        return new Conversation(
                List.of(), List.of(user(text)), inference(200), tools, MissingNode.getInstance(), Map.of());
    }

    /// The caller began the answer.
    static Conversation begun(String text, String answer) {
        return new Conversation(
                List.of("Be kind."),
                List.of(user(text), new Message(Role.ASSISTANT, List.of(new Block.Text(answer)))),
                inference(null),
                Tools.NONE,
                MissingNode.getInstance(),
                Map.of());
    }

    private static Message user(String text) {
        return new Message(Role.USER, List.of(new Block.Text(text)));
    }
}
