package io.triade.prompt.templates;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.triade.contracts.generations.PromptReference;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Renders stored prompts. A tenant's own prompt goes before the shared one of the same name. What was read once is
/// kept
/// and looked up anew beside the requests, so that a request does not wait for the store and outlives its absence.
@ApplicationScoped
public class Templates {
    private static final Logger LOG = Logger.getLogger(Templates.class);
    private static final Key DEFAULT = new Key(PromptTable.SHARED, DefaultPrompt.PROMPT.name(), null);
    private static final int LARGEST_VERSION = 99_999_999;

    private final PromptTable table;
    private final TemplatesConfig config;
    private final Vertx vertx;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AsyncLoadingCache<Key, Optional<Rendering>> kept;

    private record Key(String tenant, String name, @Nullable Integer version) {}

    Templates(PromptTable table, TemplatesConfig config, Vertx vertx) {
        this.table = table;
        this.config = config;
        this.vertx = vertx;
        kept = Caffeine.newBuilder()
                .executor(threads)
                .maximumSize(config.kept())
                .refreshAfterWrite(config.refresh())
                .buildAsync(this::load);
    }

    void warm(@Observes StartupEvent started) {
        threads.execute(() -> {
            if (!ready()) LOG.info("the store of prompts does not answer yet; the first request tries again");
        });
    }

    void stop(@Observes ShutdownEvent stopping) {
        threads.shutdown();
    }

    /// The text of a prompt, on the caller's context.
    ///
    /// @throws ProblemException as the failure: `unknown-prompt`, `invalid-field` or `store-failed`
    public Uni<String> render(String tenant, PromptReference reference) {
        check(reference);
        var found = kept.get(new Key(tenant, reference.name(), reference.version()));
        if (found.isDone()) return Uni.createFrom().completionStage(found).map(prompt -> text(prompt, reference));
        var context = vertx.getOrCreateContext();
        return Uni.createFrom()
                .completionStage(found)
                .emitOn(work -> context.runOnContext(_ -> work.run()))
                .map(prompt -> text(prompt, reference));
    }

    /// Whether the default prompt has been read from the store; if not, tries to. Blocks.
    boolean ready() {
        CompletableFuture<Optional<Rendering>> known = kept.getIfPresent(DEFAULT);
        if (known != null && known.isDone() && !known.isCompletedExceptionally()) return true;
        try {
            return kept.get(DEFAULT).join().isPresent();
        } catch (RuntimeException unreachable) {
            return false;
        }
    }

    private Optional<Rendering> load(Key key) {
        return table.find(key.tenant(), key.name(), key.version())
                .or(() -> shared(key))
                .map(prompt -> new Rendering(prompt, config.renderedCharacters()));
    }

    /// The default is stored by whoever asks for it first, so that no start-up depends on the store.
    private Optional<Prompt> shared(Key key) {
        Optional<Prompt> found = table.find(PromptTable.SHARED, key.name(), key.version());
        Prompt standard = DefaultPrompt.PROMPT;
        boolean first =
                key.name().equals(standard.name()) && (key.version() == null || key.version() == standard.version());
        if (found.isPresent() || !first) return found;
        table.putIfAbsent(PromptTable.SHARED, standard);
        return table.find(PromptTable.SHARED, key.name(), key.version());
    }

    private static void check(PromptReference reference) {
        if (!Prompt.named(reference.name())) {
            throw ProblemException.invalidField("/prompt/name", "must be 1 to 100 letters, digits, . _ or -");
        }
        Integer version = reference.version();
        if (version != null && (version < 1 || version > LARGEST_VERSION)) {
            throw ProblemException.invalidField("/prompt/version", "must be from 1 to " + LARGEST_VERSION);
        }
    }

    private static String text(Optional<Rendering> prompt, PromptReference reference) {
        return prompt.orElseThrow(() -> new ProblemException(
                        ProblemType.UNKNOWN_PROMPT,
                        "There is no prompt %s%s."
                                .formatted(
                                        reference.name(),
                                        reference.version() == null ? "" : " version " + reference.version())))
                .render(reference.variables());
    }
}
