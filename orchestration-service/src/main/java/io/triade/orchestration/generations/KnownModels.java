package io.triade.orchestration.generations;

import io.triade.contracts.generations.Model;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Call;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Which models there are, as the prompt tier said a moment ago: a run of an unknown one is refused before anything
/// of it is stored. The prompt tier itself decides; where it cannot be asked, it will say so later.
@ApplicationScoped
public class KnownModels {
    private static final Logger LOG = Logger.getLogger(KnownModels.class);
    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final Duration FRESH_ENOUGH_TO_REFUSE = Duration.ofSeconds(1);
    private static final Duration SILENT = Duration.ofSeconds(1);
    private static final long LONG_AGO = Long.MIN_VALUE / 2;

    private final PromptTier prompts;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile Told told = new Told(Set.of(), LONG_AGO);
    private volatile long silentNanos = LONG_AGO;

    private record Told(Set<String> models, long nanos) {
        boolean within(Duration age) {
            return since(nanos, age);
        }
    }

    KnownModels(PromptTier prompts) {
        this.prompts = prompts;
    }

    /// Blocks where the prompt tier has to be asked.
    ///
    /// @throws ProblemException `unknown-model`
    public void check(Call call, @Nullable String model) {
        if (model == null) return;
        boolean known = told.models().contains(model);
        if (known && told.within(FRESH)) return;
        // One asks for all: what was known goes on being so meanwhile, and who needs the answer waits for it.
        if (known) {
            if (!asking.tryLock()) return;
        } else {
            asking.lock();
        }
        try {
            if (!told.within(FRESH_ENOUGH_TO_REFUSE) && !ask(call)) return;
        } finally {
            asking.unlock();
        }
        if (!told.models().contains(model)) {
            String shown = model.length() <= 60 ? model : model.substring(0, 60) + "…";
            throw new ProblemException(
                    ProblemType.UNKNOWN_MODEL, "There is no model " + shown + "; GET /v1/models lists what there is.");
        }
    }

    /// @return false where the prompt tier does not say, now or a moment ago
    private boolean ask(Call call) {
        if (since(silentNanos, SILENT)) return false;
        try {
            Set<String> models =
                    prompts.models(call).items().stream().map(Model::id).collect(Collectors.toUnmodifiableSet());
            told = new Told(models, System.nanoTime());
            return true;
        } catch (RuntimeException silent) {
            silentNanos = System.nanoTime();
            LOG.debugf("the models cannot be read just now: %s", silent.getMessage());
            return false;
        }
    }

    private static boolean since(long nanos, Duration age) {
        return System.nanoTime() - nanos < age.toNanos();
    }
}
