package dev;

import java.time.Duration;
import java.util.List;

/// How one kind of tests ended.
///
/// @param note what a reader must know beside the numbers, or nothing
record Outcome(String kind, int passed, int failed, int skipped, Duration took, String note) {
    /// Something to run that answers with an exit code.
    interface Step {
        int run() throws InterruptedException;
    }

    /// Runs it; a step that counts nothing itself counts as `weight` tests, all passed or one failed.
    static Outcome of(String kind, int weight, Step step) throws InterruptedException {
        long began = System.nanoTime();
        int code;
        String note = "";
        try {
            code = step.run();
        } catch (Failure failure) {
            Progress.say(failure.getMessage());
            note = failure.getMessage().lines().findFirst().orElse("");
            code = 1;
        }
        var took = Duration.ofNanos(System.nanoTime() - began);
        return code == 0
                ? new Outcome(kind, weight, 0, 0, took, note)
                : new Outcome(kind, 0, 1, 0, took, note.isEmpty() ? "exit code " + code : note);
    }

    static Outcome skipped(String kind, String why) {
        return new Outcome(kind, 0, 0, 1, Duration.ZERO, why);
    }

    /// Adds what the reports say. A failing exit code that the reports explain is not counted twice; a run that reports
    /// no test has failed, whatever its exit code.
    Outcome with(Reports.Counts counts) {
        boolean explained = failed > 0 && counts.failed() > 0;
        boolean nothing = failed == 0 && counts.passed() + counts.failed() == 0;
        return new Outcome(
                kind,
                passed + counts.passed(),
                nothing ? 1 : (explained ? 0 : failed) + counts.failed(),
                skipped + counts.skipped(),
                took,
                nothing ? "no test was run" : note);
    }

    /// Prints the table and the plain closing line.
    ///
    /// @return the exit code
    static int summary(List<Outcome> outcomes) {
        int passed = outcomes.stream().mapToInt(Outcome::passed).sum();
        int failed = outcomes.stream().mapToInt(Outcome::failed).sum();
        int skipped = outcomes.stream().mapToInt(Outcome::skipped).sum();
        System.out.printf("%n%-10s %7s %7s %8s %12s%n", "tests", "passed", "failed", "skipped", "time");
        for (Outcome outcome : outcomes) {
            System.out.printf(
                    "%-10s %7d %7d %8d %12s  %s%n",
                    outcome.kind,
                    outcome.passed,
                    outcome.failed,
                    outcome.skipped,
                    Progress.seconds(outcome.took),
                    outcome.note);
        }
        System.out.printf("%n%d passed, %d failed, %d skipped%n", passed, failed, skipped);
        return failed == 0 && passed > 0 ? 0 : 1;
    }
}
