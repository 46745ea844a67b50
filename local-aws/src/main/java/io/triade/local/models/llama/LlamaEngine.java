package io.triade.local.models.llama;

import io.triade.local.faults.FaultType;
import io.triade.local.faults.ModelFault;
import io.triade.local.models.Conversation;
import io.triade.local.models.Engine;
import io.triade.local.models.Piece;
import io.triade.local.weights.Availability;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A model file behind a model id: loaded when first asked, answering so many at a time while others wait in a line
/// of limited length.
final class LlamaEngine implements Engine {
    private static final long IDLE_SECONDS = 30;
    private static final long PATIENCE_SECONDS = 5;

    /// Tokenizers of other models match by recursion, deeper the longer a word is.
    private static final long STACK_BYTES = 256L << 20;

    private final String modelId;
    private final Window window;
    private final Supplier<Availability> file;
    private final Runnable whenClosed;
    private final ThreadFactory threads;
    private final ThreadPoolExecutor slots;
    private final PromptCache cache;
    private final Set<Outbox> open = ConcurrentHashMap.newKeySet();
    private @Nullable Llama llama;
    private @Nullable ModelFault unloadable;

    LlamaEngine(String modelId, Window window, Supplier<Availability> file, Runnable whenClosed) {
        this.modelId = modelId;
        this.window = window;
        this.file = file;
        this.whenClosed = whenClosed;
        this.cache = new PromptCache(window.slots());
        this.threads = work -> {
            var thread = new Thread(null, work, modelId, STACK_BYTES);
            thread.setDaemon(true);
            return thread;
        };
        this.slots = new ThreadPoolExecutor(
                window.slots(),
                window.slots(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(window.waiting()),
                threads);
        slots.allowCoreThreadTimeOut(true);
    }

    @Override
    public String modelId() {
        return modelId;
    }

    @Override
    public void generate(Conversation conversation, Flow.Subscriber<? super Piece> reader) {
        var weights = readyFile();
        var outbox = new Outbox(reader);
        Runnable work = () -> answer(conversation, weights, outbox);
        open.add(outbox);
        outbox.open(() -> {
            slots.remove(work);
            open.remove(outbox);
        });
        try {
            slots.execute(work);
        } catch (RejectedExecutionException _) {
            open.remove(outbox);
            outbox.fail(
                    slots.isShutdown()
                            ? stopping()
                            : new ModelFault(
                                    FaultType.THROTTLING,
                                    "Too many requests: %s answers %d at a time and %d wait. Try again later."
                                            .formatted(modelId, window.slots(), window.waiting())));
        }
        if (outbox.over()) {
            slots.remove(work);
        }
    }

    @Override
    public int countTokens(Conversation conversation) {
        var weights = readyFile();
        var counting = new FutureTask<>(() -> {
            var loaded = load(weights);
            return loaded.count(Generation.prompt(conversation, loaded, window));
        });
        threads.newThread(counting).start();
        try {
            return counting.get();
        } catch (ExecutionException e) {
            throw fault(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopping();
        }
    }

    @Override
    public void close() {
        whenClosed.run();
        slots.shutdownNow();
        open.forEach(outbox -> outbox.fail(stopping()));
        try {
            // The native side must not be closed under an answer in the making.
            if (slots.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                closeModel();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(Conversation conversation, Path weights, Outbox outbox) {
        try {
            if (!outbox.over()) {
                new Generation(conversation, load(weights), window, cache, outbox).run();
            }
        } catch (RuntimeException | Error e) {
            outbox.fail(fault(e));
        } finally {
            open.remove(outbox);
        }
    }

    private Path readyFile() {
        return switch (file.get()) {
            case Availability.Ready(var path) -> path;
            case Availability.Preparing(var progress) ->
                throw new ModelFault(
                        FaultType.MODEL_NOT_READY,
                        "%s is not ready yet: %s. Try again shortly.".formatted(modelId, progress));
            case Availability.Missing(var advice) -> throw new ModelFault(FaultType.RESOURCE_NOT_FOUND, advice);
        };
    }

    private synchronized Llama load(Path weights) {
        if (llama == null) {
            if (unloadable != null) {
                throw unloadable;
            }
            llama = read(weights);
        }
        return llama;
    }

    private Llama read(Path weights) {
        try {
            return Llama.load(weights, window);
        } catch (LinkageError e) {
            unloadable = new ModelFault(
                    FaultType.MODEL_ERROR,
                    "llama.cpp does not run on this machine (on Linux it needs libgomp and libstdc++): " + e);
        } catch (RuntimeException e) {
            unloadable = new ModelFault(
                    FaultType.MODEL_ERROR,
                    "llama.cpp of March 2025 cannot load %s: %s".formatted(weights.getFileName(), e.getMessage()));
        }
        throw unloadable;
    }

    private synchronized void closeModel() {
        if (llama != null) {
            llama.close();
        }
    }

    private static ModelFault fault(Throwable cause) {
        return cause instanceof ModelFault fault
                ? fault
                : new ModelFault(FaultType.MODEL_ERROR, "llama.cpp failed: " + cause.getMessage());
    }

    private static ModelFault stopping() {
        return new ModelFault(FaultType.SERVICE_UNAVAILABLE, "local-aws is stopping.");
    }
}
