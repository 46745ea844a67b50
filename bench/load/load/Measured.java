package load;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// What a number of requests on one way took.
public record Measured(Way way, int requests, int errors, double seconds, Samples samples, Map<String, Double> cpu) {
    /// Nanoseconds to the first byte of the body and to its end.
    private record Samples(long[] first, long[] whole) {}

    public static Measured run(Way way, int requests, int concurrency, RunningSuite suite)
            throws IOException, InterruptedException {
        var samples = new Samples(new long[requests], new long[requests]);
        var next = new AtomicInteger();
        var errors = new AtomicInteger();
        Map<String, Double> before = Cpu.micros(suite.pids());
        long began = System.nanoTime();
        try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
                var threads = Executors.newFixedThreadPool(concurrency)) {
            for (int i = 0; i < concurrency; i++) {
                threads.submit(() -> {
                    for (int n = next.getAndIncrement(); n < requests; n = next.getAndIncrement()) {
                        if (!one(http, way, n, samples)) errors.incrementAndGet();
                    }
                });
            }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        var cpu = new HashMap<String, Double>();
        Cpu.micros(suite.pids()).forEach((name, micros) -> cpu.put(name, (micros - before.get(name)) / requests));
        Arrays.sort(samples.first);
        Arrays.sort(samples.whole);
        return new Measured(way, requests, errors.get(), seconds, samples, cpu);
    }

    private static boolean one(HttpClient http, Way way, int n, Samples samples) {
        long began = System.nanoTime();
        try {
            var answer = http.send(way.request().apply(n), BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                byte[] first = body.readNBytes(1);
                samples.first[n] = System.nanoTime() - began;
                // Exactly one event for each answer may say that it is whole, so looking for it is enough.
                String rest = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                samples.whole[n] = System.nanoTime() - began;
                return answer.statusCode() == 200 && first.length == 1 && rest.contains(way.end());
            }
        } catch (IOException | InterruptedException broken) {
            return false;
        }
    }

    public double perSecond() {
        return requests / seconds;
    }

    public double firstToken(int percent) {
        return percentile(samples.first, percent);
    }

    public double whole(int percent) {
        return percentile(samples.whole, percent);
    }

    public double micros(String process) {
        return cpu.getOrDefault(process, 0.0);
    }

    public double allMicros() {
        return cpu.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private static double percentile(long[] sorted, int percent) {
        return sorted[Math.max(0, (int) Math.ceil(sorted.length * percent / 100.0) - 1)] / 1e6;
    }
}
