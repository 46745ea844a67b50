import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import load.Held;
import load.RunningSuite;

/// Many streams held open at once, three ways, in one run: straight at local-aws, through the OpenAI door (the direct path)
/// and as durable runs. Prints what was lost, how late events were, and what each process used.
void main(String[] arguments) throws Exception {
    var plan = Plan.read(arguments);
    var suite = RunningSuite.find();
    var rows = new ArrayList<Held>();
    for (Held.Way way : Held.Way.all(suite, plan.events(), plan.pauseMillis())) {
        if (!plan.ways().isEmpty() && !plan.ways().contains(way.name())) continue;
        System.err.println("warming up: " + way.name());
        Held.run(way, Math.min(plan.streams(), 100), Math.min(plan.events(), 5), 0, suite);
        System.err.printf("holding %d streams of %d events: %s%n", plan.streams(), plan.events(), way.name());
        rows.add(Held.run(way, plan.streams(), plan.events(), plan.deaf(), suite));
    }
    String report = report(plan, suite, rows);
    System.out.println(report);
    Path file = Path.of("bench/results", LocalDate.now() + "-streams.md");
    Files.createDirectories(file.getParent());
    Files.writeString(file, report);
    System.exit(rows.stream().allMatch(row -> row.lost() == 0) ? 0 : 1);
}

/// How much is asked of it: always bounded.
record Plan(int streams, int events, int pauseMillis, int deaf, List<String> ways) {
    static Plan read(String... arguments) {
        int[] numbers = {1_000, 60, 1_000, 0};
        var ways = new ArrayList<String>();
        for (String argument : arguments) {
            String[] option = argument.split("=", 2);
            switch (option[0]) {
                case "--streams" -> numbers[0] = bounded(option, 1, 5_000);
                case "--events" -> numbers[1] = bounded(option, 1, 1_000);
                case "--pause" -> numbers[2] = bounded(option, 1, 10_000);
                case "--deaf" -> numbers[3] = bounded(option, 0, 1_000);
                case "--way" -> ways.add(option[1]);
                default -> throw new IllegalArgumentException(
                        argument + " is none of --streams=N --events=N --pause=MILLIS --deaf=N --way=NAME");
            }
        }
        return new Plan(numbers[0], numbers[1], numbers[2], numbers[3], ways);
    }

    private static int bounded(String[] option, int min, int max) {
        int value = Integer.parseInt(option[option.length - 1]);
        if (value < min || value > max) {
            throw new IllegalArgumentException(option[0] + " must be from " + min + " to " + max + ", was " + value);
        }
        return value;
    }
}

String report(Plan plan, RunningSuite suite, List<Held> rows) {
    var text = new StringBuilder("# Streams held open, " + LocalDate.now() + "\n\n");
    text.append("%d streams at once, %d events each, one every %d ms, model `local.echo-v1`; beside them %d readers that do not read.%n"
            .formatted(plan.streams(), plan.events(), plan.pauseMillis(), plan.deaf()));
    text.append("Machine: %d processors; JDK %s; generator and suite share it over loopback.%n"
            .formatted(Runtime.getRuntime().availableProcessors(), Runtime.version()));
    text.append("Late: when an event arrived after the moment at which the model made it, counted from the stream's first event.\n");
    text.append("CPU in milliseconds a stream, memory as resident MiB before, at its highest, and after.\n\n");
    text.append("| way | lost | first event p50 ms | p99 ms | late p50 ms | p99 ms |");
    for (String name : suite.names()) text.append(" ").append(name.replace("-service", "")).append(" CPU ms | MiB |");
    text.append("\n| --- |").append(" --: |".repeat(5 + 2 * suite.names().size())).append("\n");
    for (Held row : rows) {
        text.append(String.format(
                Locale.ROOT,
                "| %s | %d | %.0f | %.0f | %.0f | %.0f |",
                row.way().name(),
                row.lost(),
                row.first(50),
                row.first(99),
                row.late(50),
                row.late(99)));
        for (String name : suite.names()) {
            text.append(String.format(
                    Locale.ROOT,
                    " %.1f | %d/%d/%d |",
                    row.cpuMillis().get(name),
                    row.before().get(name),
                    row.highest().get(name),
                    row.after().get(name)));
        }
        text.append("\n");
    }
    return text.toString();
}
