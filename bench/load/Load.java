import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import load.Measured;
import load.Profile;
import load.RunningSuite;
import load.Way;

/// The same work many ways against one running suite: straight to local-aws, through the OpenAI door (api, prompt), as a
/// session's turn and as a bare run (api, orchestration, prompt), and at every other door. Prints CPU per request of each process
/// and time to first token. `java -Dwords=3 …` asks for shorter answers than the 50 words of the default.
void main(String[] arguments) throws Exception {
    var plan = Plan.read(arguments);
    var suite = RunningSuite.find();
    List<Way> ways =
            Way.all(suite).stream().filter(way -> way.name().matches(plan.ways)).toList();

    System.err.printf("warming up for %d s%n", plan.warmUpSeconds);
    long warm = System.nanoTime() + plan.warmUpSeconds * 1_000_000_000L;
    while (System.nanoTime() < warm) {
        for (Way way : ways) Measured.run(way, Math.max(plan.concurrency, 50), plan.concurrency, suite);
    }

    var rows = new ArrayList<Measured>();
    var profile = plan.profile ? Profile.start(suite) : null;
    for (Way way : ways) {
        System.err.println("measuring " + way.name());
        rows.add(Measured.run(way, plan.requests, plan.concurrency, suite));
    }
    String report = report(plan, suite, rows) + (profile == null ? "" : profile.stop());
    System.out.println(report);
    Path file = Path.of("bench/results", LocalDate.now() + "-load.md");
    Files.createDirectories(file.getParent());
    Files.writeString(file, report);
    System.err.println("written to " + file);
    System.exit(rows.stream().allMatch(row -> row.errors() == 0) ? 0 : 1);
}

/// How much is asked of it: always bounded.
/// @param ways a pattern of the names of the ways that are gone; each by default
record Plan(int requests, int concurrency, int warmUpSeconds, boolean profile, String ways) {
    static Plan read(String... arguments) {
        int[] numbers = {2_000, 16, 60};
        boolean profile = false;
        String ways = ".*";
        for (String argument : arguments) {
            String[] option = argument.split("=", 2);
            switch (option[0]) {
                case "--requests" -> numbers[0] = bounded(option, 1, 100_000);
                case "--concurrency" -> numbers[1] = bounded(option, 1, 200);
                case "--warm-up" -> numbers[2] = bounded(option, 0, 300);
                case "--profile" -> profile = true;
                case "--ways" -> ways = option[1];
                default -> throw new IllegalArgumentException(
                        argument + " is none of --requests=N --concurrency=N --warm-up=SECONDS --profile --ways=PATTERN");
            }
        }
        return new Plan(numbers[0], numbers[1], numbers[2], profile, ways);
    }

    private static int bounded(String[] option, int min, int max) {
        int value = Integer.parseInt(option[option.length - 1]);
        if (value < min || value > max) {
            throw new IllegalArgumentException(option[0] + " must be from " + min + " to " + max + ", was " + value);
        }
        return value;
    }
}

String report(Plan plan, RunningSuite suite, List<Measured> rows) throws IOException {
    var text = new StringBuilder("# Load, " + LocalDate.now() + "\n\n");
    text.append("Model `local.echo-v1`, answers of %d tokens, %d requests a row, %d at a time, after %d s of warm-up, all in one run.%n"
            .formatted(Integer.getInteger("words", 50), plan.requests, plan.concurrency, plan.warmUpSeconds));
    text.append("Machine: %d processors, %s; JDK %s; generator and suite share it over loopback.%n"
            .formatted(Runtime.getRuntime().availableProcessors(), processor(), Runtime.version()));
    text.append("CPU is user and system time of each process by `/proc`, per request, in microseconds.\n\n");
    text.append("| way | requests/s | errors | first token p50 ms | p99 ms | whole p50 ms | p99 ms |");
    for (String name : suite.names()) text.append(" ").append(name.replace("-service", "")).append(" µs |");
    text.append(" api + prompt µs | to direct |\n| --- |").append(" --: |".repeat(8 + suite.names().size())).append("\n");
    for (Measured row : rows) text.append(line(row, suite, rows));
    return text.append("\nTo direct: CPU of all processes together, as a multiple of the direct call's.\n").toString();
}

String line(Measured row, RunningSuite suite, List<Measured> rows) {
    var text = new StringBuilder(String.format(
            Locale.ROOT,
            "| %s | %.0f | %d | %.1f | %.1f | %.1f | %.1f |",
            row.way().name(),
            row.perSecond(),
            row.errors(),
            row.firstToken(50),
            row.firstToken(99),
            row.whole(50),
            row.whole(99)));
    for (String name : suite.names()) text.append(String.format(Locale.ROOT, " %.0f |", row.micros(name)));
    Measured direct = rows.stream()
            .filter(other -> other.way().stream() == row.way().stream() && other.way().direct())
            .findFirst()
            .orElseThrow();
    double ours = row.micros("api-service") + row.micros("prompt-service");
    return text.append(String.format(Locale.ROOT, " %.0f | %.1f |%n", ours, row.allMicros() / direct.allMicros()))
            .toString();
}

String processor() throws IOException {
    Path file = Path.of("/proc/cpuinfo");
    if (!Files.exists(file)) return System.getProperty("os.arch");
    try (Stream<String> lines = Files.lines(file)) {
        return lines.filter(line -> line.startsWith("model name"))
                .map(line -> line.replaceAll(".*:\\s*", ""))
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }
}
