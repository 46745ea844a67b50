import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import load.Memory;
import load.RunningSuite;
import load.SocketClient;

/// Many WebSockets held open at once: each is pinged by a message every few seconds, some follow a run that says a word a
/// second, and others ask for a long answer and do not read it. Prints what was lost, how late pongs were, and memory.
void main(String[] arguments) throws Exception {
    var plan = Plan.read(arguments);
    var suite = RunningSuite.find();
    var memory = new LinkedHashMap<String, Map<String, Long>>();
    memory.put("before", Memory.mebibytes(suite.pids()));
    var soak = new Soak(plan, URI.create(suite.urls().get("api-service")), suite.token());
    try {
        soak.open();
        Thread.sleep(3_000);
        memory.put("%d sockets open".formatted(plan.sockets), Memory.mebibytes(suite.pids()));
        soak.openDeaf();
        Thread.sleep(plan.deaf == 0 ? 0 : 10_000);
        if (plan.deaf > 0) memory.put("and %d that do not read".formatted(plan.deaf), Memory.mebibytes(suite.pids()));
        soak.hold();
        memory.put("after %d s".formatted(plan.seconds), Memory.mebibytes(suite.pids()));
    } finally {
        soak.close();
    }
    Thread.sleep(5_000);
    memory.put("closed", Memory.mebibytes(suite.pids()));

    String report = soak.report() + table(suite, memory);
    System.out.println(report);
    Path file = Path.of("bench/results", LocalDate.now() + "-sockets.md");
    Files.createDirectories(file.getParent());
    Files.writeString(file, report);
    System.exit(soak.lost() == 0 ? 0 : 1);
}

/// How much is asked of it: always bounded.
record Plan(int sockets, int runs, int deaf, int seconds) {
    static Plan read(String... arguments) {
        int[] numbers = {1_000, 100, 0, 60};
        for (String argument : arguments) {
            String[] option = argument.split("=", 2);
            switch (option[0]) {
                case "--sockets" -> numbers[0] = bounded(option, 1, 5_000);
                case "--runs" -> numbers[1] = bounded(option, 0, 1_000);
                case "--deaf" -> numbers[2] = bounded(option, 0, 1_000);
                case "--seconds" -> numbers[3] = bounded(option, 1, 600);
                default -> throw new IllegalArgumentException(
                        argument + " is none of --sockets=N --runs=N --deaf=N --seconds=N");
            }
        }
        return new Plan(numbers[0], Math.min(numbers[0], numbers[1]), numbers[2], numbers[3]);
    }

    private static int bounded(String[] option, int min, int max) {
        int value = Integer.parseInt(option[option.length - 1]);
        if (value < min || value > max) {
            throw new IllegalArgumentException(option[0] + " must be from " + min + " to " + max + ", was " + value);
        }
        return value;
    }
}

static final class Soak {
    private static final int PING_SECONDS = 5;

    private final Plan plan;
    private final URI api;
    private final String token;
    private final List<SocketClient> clients = new ArrayList<>();
    private final List<SocketClient> deaf = new ArrayList<>();
    private final ConcurrentLinkedQueue<Long> pongs = new ConcurrentLinkedQueue<>();
    private final AtomicInteger words = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();
    private final CountDownLatch runs;
    private volatile boolean closing;
    private int pings;

    Soak(Plan plan, URI api, String token) {
        this.plan = plan;
        this.api = api;
        this.token = token;
        this.runs = new CountDownLatch(plan.runs);
    }

    void open() throws IOException {
        for (int i = 0; i < plan.sockets; i++) {
            var client = new SocketClient(api, token, 0);
            if (!String.valueOf(client.next()).contains("\"ready\"")) throw new IOException("not ready");
            clients.add(client);
            Thread.ofVirtual().start(() -> read(client));
        }
    }

    void openDeaf() throws IOException {
        for (int i = 0; i < plan.deaf; i++) {
            var client = new SocketClient(api, token, 4_096);
            client.say(start("#echo delay=1 repeat=20000\\nword"));
            deaf.add(client);
        }
    }

    void hold() throws IOException, InterruptedException {
        for (int i = 0; i < plan.runs; i++) {
            clients.get(i).say(start("#echo delay=1000 repeat=" + Math.max(1, plan.seconds - 10) + "\\nword"));
        }
        long end = System.nanoTime() + plan.seconds * 1_000_000_000L;
        while (System.nanoTime() < end) {
            long round = System.nanoTime();
            for (var client : clients) {
                client.say("{\"type\":\"ping\",\"ref\":\"" + System.nanoTime() + "\"}");
                if (++pings % 10 == 0) Thread.sleep(Math.max(1, 4_000L * 10 / clients.size()));
            }
            Thread.sleep(Math.max(0, PING_SECONDS * 1_000L - (System.nanoTime() - round) / 1_000_000));
        }
        if (!runs.await(30, TimeUnit.SECONDS)) System.err.println(runs.getCount() + " runs did not end");
    }

    private static String start(String text) {
        return "{\"type\":\"start\",\"ref\":\"r\",\"run\":{\"model\":\"local.echo-v1\",\"messages\":[{\"role\":\"user\","
                + "\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}]}}";
    }

    private void read(SocketClient client) {
        try {
            for (String said = client.next(); said != null; said = client.next()) {
                if (said.startsWith("{\"type\":\"pong\"")) {
                    pongs.add(System.nanoTime() - Long.parseLong(said.replaceAll("\\D", "")));
                } else if (said.startsWith("{\"type\":\"event\"")) {
                    if (said.contains("\"text-delta\"")) words.incrementAndGet();
                } else if (said.startsWith("{\"type\":\"ended\"")) {
                    ended.incrementAndGet();
                    runs.countDown();
                } else if (!said.startsWith("{\"type\":\"accepted\"")) {
                    System.err.println(said);
                }
            }
            if (!closing) broken.incrementAndGet();
        } catch (IOException gone) {
            if (!closing) broken.incrementAndGet();
        }
    }

    void close() throws IOException {
        closing = true;
        for (var client : clients) client.close();
        for (var client : deaf) client.close();
    }

    int lost() {
        return broken.get() + (pings - pongs.size()) + (plan.runs - ended.get());
    }

    String report() {
        long[] nanos = pongs.stream().mapToLong(Long::longValue).sorted().toArray();
        return """
                # Sockets held open, %s

                %d sockets for %d s, each pinged every %d s; %d of them follow a run that says a word a second; %d more ask for
                20,000 words and do not read. Machine: %d processors, shared with the generator over loopback; JDK %s.

                | sockets lost | pings | pongs missing | pong p50 ms | p99 ms | runs | ended | words |
                | --: | --: | --: | --: | --: | --: | --: | --: |
                | %d | %d | %d | %.1f | %.1f | %d | %d | %d |

                """.formatted(
                        LocalDate.now(),
                        plan.sockets,
                        plan.seconds,
                        PING_SECONDS,
                        plan.runs,
                        plan.deaf,
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version(),
                        broken.get(),
                        pings,
                        pings - nanos.length,
                        millis(nanos, 50),
                        millis(nanos, 99),
                        plan.runs,
                        ended.get(),
                        words.get());
    }

    private static double millis(long[] sorted, int percent) {
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, (int) Math.ceil(sorted.length * percent / 100.0) - 1)] / 1e6;
    }
}

String table(RunningSuite suite, Map<String, Map<String, Long>> memory) {
    var text = new StringBuilder("| resident MiB |");
    suite.names().forEach(name -> text.append(" ").append(name).append(" |"));
    text.append("\n| --- |").append(" --: |".repeat(suite.names().size())).append("\n");
    memory.forEach((when, used) -> {
        text.append("| ").append(when).append(" |");
        suite.names().forEach(name -> text.append(" ").append(used.get(name)).append(" |"));
        text.append("\n");
    });
    return text.toString();
}
