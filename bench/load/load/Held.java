package load;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/// A number of streams held open at once, on one way. Plain sockets on virtual threads: the generator must not be what is
/// measured.
///
/// @param first nanoseconds from the request to the first event, sorted
/// @param late nanoseconds of all later events after the moment they were made, sorted
public record Held(
        Way way,
        int lost,
        long[] first,
        long[] late,
        Map<String, Double> cpuMillis,
        Map<String, Long> before,
        Map<String, Long> highest,
        Map<String, Long> after) {
    /// How a stream is asked for, and what in its bytes is an event and its end.
    public record Way(String name, URI url, String head, String body, String event, String end, int pauseMillis) {
        public static List<Way> all(RunningSuite suite, int events, int pauseMillis) {
            String words = "#echo delay=" + pauseMillis + " repeat=" + events + "\\nword";
            String json = "Content-Type: application/json\r\n";
            String bearer = json + "Authorization: Bearer " + suite.token() + "\r\n";
            URI api = URI.create(suite.urls().get("api-service"));
            String message = "\"messages\":[{\"role\":\"user\",\"content\":";
            return List.of(
                    new Way(
                            "direct",
                            URI.create(suite.urls().get("local-aws") + "/model/local.echo-v1/converse-stream"),
                            json + "Authorization: AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/bedrock/aws4_request, "
                                    + "SignedHeaders=host;x-amz-date, Signature=" + "0".repeat(64)
                                    + "\r\nX-Amz-Date: 20260101T000000Z\r\n",
                            "{" + message + "[{\"text\":\"" + words + "\"}]}]}",
                            "contentBlockDelta",
                            "messageStop",
                            pauseMillis),
                    new Way(
                            "OpenAI door",
                            api.resolve("/openai/v1/chat/completions"),
                            bearer,
                            "{\"model\":\"local.echo-v1\",\"stream\":true," + message + "\"" + words + "\"}]}",
                            "\"delta\":{\"content\"",
                            "[DONE]",
                            pauseMillis),
                    new Way(
                            "run",
                            api.resolve("/v1/runs"),
                            bearer + "Accept: text/event-stream\r\n",
                            "{\"model\":\"local.echo-v1\"," + message + "[{\"type\":\"text\",\"text\":\"" + words + "\"}]}]}",
                            "\"type\":\"text-delta\"",
                            "\"type\":\"completed\"",
                            pauseMillis));
        }

        private byte[] request(int events) {
            String sent = body.replaceFirst("repeat=\\d+", "repeat=" + events);
            return ("POST " + url.getPath() + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nConnection: close\r\n" + head
                            + "Content-Length: " + sent.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + sent)
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    private record Stream(boolean whole, long first, long[] late) {}

    public static Held run(Way way, int streams, int events, int deaf, RunningSuite suite)
            throws IOException, InterruptedException {
        Map<String, Double> cpu = Cpu.micros(suite.pids());
        Map<String, Long> before = Memory.mebibytes(suite.pids());
        var highest = new HashMap<>(before);
        var done = new AtomicBoolean();
        var answers = new ArrayList<Future<Stream>>();
        var silent = new ArrayList<Socket>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < deaf; i++) silent.add(deaf(way));
            threads.submit((Callable<Void>) () -> {
                while (!done.get()) {
                    Memory.mebibytes(suite.pids()).forEach((name, now) -> highest.merge(name, now, Math::max));
                    Thread.sleep(500);
                }
                return null;
            });
            for (int i = 0; i < streams; i++) {
                answers.add(threads.submit((Callable<Stream>) () -> one(way, events)));
                // A thousand at the same instant measure the accept queue of the kernel; over a second they measure us.
                if (i % 10 == 9) Thread.sleep(10);
            }
            for (var answer : answers) {
                try {
                    answer.get();
                } catch (java.util.concurrent.ExecutionException broken) {
                    System.err.println("a stream broke: " + broken.getCause());
                }
            }
            done.set(true);
        } finally {
            for (Socket socket : silent) socket.close();
        }
        var used = new LinkedHashMap<String, Double>();
        Cpu.micros(suite.pids()).forEach((name, now) -> used.put(name, (now - cpu.get(name)) / 1_000 / streams));
        List<Stream> whole = answers.stream()
                .filter(answer -> answer.state() == Future.State.SUCCESS)
                .map(Future::resultNow)
                .filter(Stream::whole)
                .toList();
        long[] first = whole.stream().mapToLong(Stream::first).sorted().toArray();
        long[] late = whole.stream().flatMapToLong(stream -> Arrays.stream(stream.late())).sorted().toArray();
        return new Held(way, streams - whole.size(), first, late, used, before, highest, Memory.mebibytes(suite.pids()));
    }

    private static Stream one(Way way, int events) throws IOException {
        try (var socket = new Socket(way.url().getHost(), way.url().getPort())) {
            socket.setSoTimeout(120_000);
            long asked = System.nanoTime();
            socket.getOutputStream().write(way.request(events));
            var seen = new long[events];
            int count = 0;
            boolean ended = false;
            var text = new StringBuilder();
            var bytes = new byte[8192];
            InputStream in = socket.getInputStream();
            for (int read = in.read(bytes); read > 0; read = in.read(bytes)) {
                long now = System.nanoTime();
                text.append(new String(bytes, 0, read, StandardCharsets.ISO_8859_1));
                int from = 0;
                for (int at = text.indexOf(way.event()); at >= 0; at = text.indexOf(way.event(), from)) {
                    if (count < events) seen[count] = now;
                    count++;
                    from = at + way.event().length();
                }
                ended |= text.indexOf(way.end()) >= 0;
                text.delete(0, Math.max(from, text.length() - 64));
            }
            var late = new long[Math.max(0, events - 1)];
            for (int i = 1; i < events; i++) late[i - 1] = seen[i] - seen[0] - i * way.pauseMillis() * 1_000_000L;
            return new Stream(ended && count == events, seen[0] - asked, late);
        }
    }

    /// Asks for much and reads nothing.
    private static Socket deaf(Way way) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new java.net.InetSocketAddress(way.url().getHost(), way.url().getPort()));
        byte[] request = new String(way.request(20_000), StandardCharsets.UTF_8)
                .replaceFirst("delay=\\d+", "delay=1")
                .getBytes(StandardCharsets.UTF_8);
        String text = new String(request, StandardCharsets.UTF_8);
        int body = text.indexOf("\r\n\r\n") + 4;
        String fixed = text.replaceFirst("Content-Length: \\d+", "Content-Length: " + (request.length - body));
        socket.getOutputStream().write(fixed.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    public double first(int percent) {
        return percentile(first, percent);
    }

    public double late(int percent) {
        return percentile(late, percent);
    }

    private static double percentile(long[] sorted, int percent) {
        if (sorted.length == 0) return Double.NaN;
        return sorted[Math.max(0, (int) Math.ceil(sorted.length * percent / 100.0) - 1)] / 1e6;
    }
}
