package io.triade.systemtests.runs;

import io.triade.systemtests.Caller;
import io.triade.systemtests.InternalToken;
import io.triade.systemtests.Suite;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Two processes of each service behind HAProxy, with Redis between them. A lost replica is noticed sooner than by
/// default, and each of them drops a part of the messages that it hears, always: nothing may depend on those.
public class Replicas extends Suite {
    static final List<Integer> NUMBERS = List.of(1, 2);

    /// After so long without a word a replica is lost to the others.
    static final Duration LEASE = Duration.ofSeconds(3);

    private static final String LOST_PERCENT = "5";
    private static final List<String> PORTS = List.of(
            "API",
            "ORCHESTRATION",
            "PROMPT",
            "LOCAL_AWS",
            "DYNAMODB",
            "REDIS",
            "PROXY",
            "API_1",
            "API_2",
            "ORCHESTRATION_1",
            "ORCHESTRATION_2",
            "PROMPT_1",
            "PROMPT_2");

    public Replicas() throws IOException {
        super("replicas", PORTS, List.of("--replicas", "2"));
        environment.put("ORCHESTRATION_REPLICAS_LEASE", LEASE.toString());
        environment.put("ORCHESTRATION_REPLICAS_BEAT", "PT0.5S");
        environment.put("ORCHESTRATION_CHANNELS_LOSE_PERCENT", LOST_PERCENT);
    }

    /// How much to try: little in CI, as much as the goals name with `-Dtriade.scale=full`.
    static int scale(int inCi, int inFull) {
        return "full".equals(System.getProperty("triade.scale")) ? inFull : inCi;
    }

    /// A user who always comes to the same process of the public edge.
    Caller callerAt(int number, String user) throws IOException, InterruptedException {
        return new Caller(url("API_" + number), caller(user).token());
    }

    /// The same user as the edge presents it to one process behind it, for less than a minute.
    Caller behindTheEdge(int number, String user) throws Exception {
        return new Caller(url("ORCHESTRATION_" + number), InternalToken.of(secret(), "acme", user));
    }

    /// How many runs a replica works on.
    int activeRuns(int number) throws IOException, InterruptedException {
        return (int) metric(number, "triade_runs_active");
    }

    private double metric(int number, String name) throws IOException, InterruptedException {
        return metrics(number)
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length()).strip())
                .findFirst()
                .map(Double::parseDouble)
                .orElse(0.0);
    }

    /// What a process of the orchestration tier counts.
    String metrics(int number) throws IOException, InterruptedException {
        return get(url("ORCHESTRATION_" + number) + "/q/metrics");
    }

    /// Restarts a service while it is used, one process after the other.
    ///
    /// @param minReady for how long one is ready before the next one ends
    String roll(String service, Duration minReady) throws IOException, InterruptedException {
        return dev("roll", "--min-ready-seconds", "" + minReady.toSeconds(), service);
    }

    static String orchestration(int number) {
        return "orchestration-service-" + number;
    }

    static int other(int number) {
        return Stream.of(1, 2).filter(any -> any != number).findFirst().orElseThrow();
    }
}
