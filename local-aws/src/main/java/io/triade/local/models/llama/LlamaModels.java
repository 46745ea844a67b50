package io.triade.local.models.llama;

import io.triade.local.faults.FaultType;
import io.triade.local.faults.ModelFault;
import io.triade.local.models.Engine;
import io.triade.local.models.Unavailable;
import io.triade.local.settings.Settings;
import io.triade.local.weights.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The engines behind `local.smollm2-135m-v1` and, if the user named a file of their own, `local.gguf-v1`.
public final class LlamaModels {
    private static final String SMOLLM2 = "local.smollm2-135m-v1";
    private static final String OWN_FILE = "local.gguf-v1";

    private LlamaModels() {}

    /// Returns at once: weights are found and loaded in the background, and until then the engines answer with
    /// a fault that says what to do.
    public static List<Engine> open(Settings settings) {
        var engines = new ArrayList<Engine>();
        engines.add(settings.lookForWeights() ? smolLm(settings) : weightsAreOff());
        settings.ownModel().ifPresent(file -> engines.add(ownModel(file)));
        return engines;
    }

    private static Engine smolLm(Settings settings) {
        var weights = Weights.open(Weights.SMOLLM2, settings);
        return new LlamaEngine(SMOLLM2, Window.LAPTOP, weights::availability, weights::close);
    }

    private static Engine weightsAreOff() {
        return new Unavailable(
                SMOLLM2,
                new ModelFault(
                        FaultType.RESOURCE_NOT_FOUND,
                        SMOLLM2 + " has no weights here: they are off. Start local-aws without LOCAL_AWS_WEIGHTS=off, "
                                + "or ask local.echo-v1."));
    }

    private static Engine ownModel(Path file) {
        return new LlamaEngine(OWN_FILE, Window.LAPTOP, () -> GgufFile.check(file), () -> {});
    }
}
