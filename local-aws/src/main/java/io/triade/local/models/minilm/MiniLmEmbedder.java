package io.triade.local.models.minilm;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import io.triade.local.faults.FaultType;
import io.triade.local.faults.ModelFault;
import io.triade.local.models.Embedder;
import io.triade.local.models.Embedding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `local.minilm-l6-v1`: all-MiniLM-L6-v2, quantized. A text over the model's 510 tokens is embedded in parts, which
/// are
/// averaged by the library.
final class MiniLmEmbedder implements Embedder {
    private static final int DIMENSIONS = 384;

    /// What Titan takes; it keeps one call from holding a worker for minutes.
    private static final int MOST_CHARACTERS = 50_000;

    private @Nullable EmbeddingModel model;

    @Override
    public String modelId() {
        return "local.minilm-l6-v1";
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }

    @Override
    public Embedding embed(String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw ModelFault.validation("Input is too long for requested model: %d characters, at most %d are embedded."
                    .formatted(text.length(), MOST_CHARACTERS));
        }
        var answer = load().embedAll(List.of(TextSegment.from(text)));
        var vector = new ArrayList<Float>(DIMENSIONS);
        for (float number : answer.content().getFirst().vector()) {
            vector.add(number);
        }
        var usage = answer.tokenUsage();
        return new Embedding(vector, usage == null ? 0 : usage.inputTokenCount());
    }

    private synchronized EmbeddingModel load() {
        if (model == null) {
            try {
                model = OnnxLibrary.loadWith(AllMiniLmL6V2QuantizedEmbeddingModel::new);
            } catch (LinkageError e) {
                throw new ModelFault(
                        FaultType.MODEL_ERROR, "the ONNX runtime or its tokenizers do not run on this machine: " + e);
            }
        }
        return model;
    }
}
