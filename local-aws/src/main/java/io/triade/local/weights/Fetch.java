package io.triade.local.weights;

import io.triade.local.settings.Settings;
import java.io.IOException;

/// Brings every weight of the manifest into the cache, before it is needed; with `--check`, only says whether it is
/// there. Exit code 1 if one is not.
public final class Fetch {
    private Fetch() {}

    public static void main(String[] args) throws InterruptedException {
        var settings = Settings.read();
        if (!settings.lookForWeights()) {
            System.out.println("weights: off (LOCAL_AWS_WEIGHTS)");
            return;
        }
        boolean onlyCheck = args.length > 0 && args[0].equals("--check");
        boolean complete = true;
        for (var weight : Weight.manifest()) {
            complete &= onlyCheck ? check(weight, settings) : fetch(weight, settings);
        }
        System.exit(complete ? 0 : 1);
    }

    private static boolean check(Weight weight, Settings settings) {
        try {
            var found = Weights.fetcher(settings, _ -> {}).find(weight);
            System.out.printf(
                    "weights: %s is %s%n",
                    weight.file(),
                    found.map(file -> "in " + file).orElse("not here (%d MB to fetch)".formatted(weight.megabytes())));
            return found.isPresent();
        } catch (IOException e) {
            System.err.println("weights: " + e);
            return false;
        }
    }

    private static boolean fetch(Weight weight, Settings settings) throws InterruptedException {
        try {
            var file = Weights.fetcher(settings, line -> System.out.println("weights: " + line))
                    .fetch(weight);
            System.out.println("weights: ready in " + file);
            return true;
        } catch (Refused e) {
            System.err.println("weights: " + e.getMessage());
        } catch (IOException e) {
            System.err.println("weights: the cache (LOCAL_AWS_CACHE) cannot be used: " + e);
        }
        return false;
    }
}
