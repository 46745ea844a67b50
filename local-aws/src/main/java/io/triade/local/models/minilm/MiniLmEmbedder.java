package io.triade.local.models.minilm;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import io.triade.local.faults.FaultType;
import io.triade.local.faults.ModelFault;
import io.triade.local.models.Embedder;
import io.triade.local.models.Embedding;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `local.minilm-l6-v1`: all-MiniLM-L6-v2, quantized. The vector of a text over the model's window is that of its
/// parts, each by its share.
final class MiniLmEmbedder implements Embedder {
    private static final int DIMENSIONS = 384;

    /// What Titan takes; it keeps one call from holding a worker for minutes.
    private static final int MOST_CHARACTERS = 50_000;

    private record Loaded(EmbeddingModel model, Parts parts) {}

    private @Nullable Loaded loaded;

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
        var minilm = load();
        var parts = minilm.parts().of(text);
        int tokens = parts.stream().mapToInt(Parts.Part::tokens).sum();
        if (tokens == 0) {
            throw ModelFault.validation("Malformed input request: the text holds no character that the model reads, "
                    + "please reformat your input and try again.");
        }
        var segments = parts.stream().map(part -> TextSegment.from(part.text())).toList();
        var vectors = minilm.model().embedAll(segments).content();
        var sum = new double[DIMENSIONS];
        for (int i = 0; i < vectors.size(); i++) {
            var vector = vectors.get(i).vector();
            for (int j = 0; j < DIMENSIONS; j++) {
                sum[j] += parts.get(i).tokens() * vector[j];
            }
        }
        return new Embedding(ofLengthOne(sum), tokens);
    }

    private static List<Float> ofLengthOne(double[] vector) {
        double length =
                Math.sqrt(Arrays.stream(vector).map(number -> number * number).sum());
        return Arrays.stream(vector)
                .mapToObj(number -> (float) (length == 0 ? 0 : number / length))
                .toList();
    }

    private synchronized Loaded load() {
        if (loaded == null) {
            try {
                var model = OnnxLibrary.loadWith(AllMiniLmL6V2QuantizedEmbeddingModel::new);
                loaded = new Loaded(model, Parts.load());
            } catch (LinkageError e) {
                throw new ModelFault(
                        FaultType.MODEL_ERROR, "the ONNX runtime or its tokenizers do not run on this machine: " + e);
            }
        }
        return loaded;
    }
}
