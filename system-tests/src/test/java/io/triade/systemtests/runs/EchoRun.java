package io.triade.systemtests.runs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A run of the model that says what it is asked, word by word: every run has words of its own, so that its text is
/// known beforehand and nobody else's.
///
/// @param delayMillis between two words
public record EchoRun(String text, int delayMillis, Map<String, String> policies) {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    public EchoRun {
        policies = Map.copyOf(policies);
    }

    public static EchoRun of(int words, int delayMillis) {
        int number = NUMBER.incrementAndGet();
        String text = IntStream.range(0, words)
                .mapToObj(word -> "r%dw%d".formatted(number, word))
                .collect(Collectors.joining(" "));
        return new EchoRun(text, delayMillis, Map.of());
    }

    EchoRun onInterruption(String policy) {
        return with("onInterruption", policy);
    }

    EchoRun onDisconnect(String policy) {
        return with("onDisconnect", policy);
    }

    private EchoRun with(String name, String policy) {
        var more = new HashMap<>(policies);
        more.put(name, policy);
        return new EchoRun(text, delayMillis, more);
    }

    /// What the model is asked.
    String asked() {
        return "#echo delay=" + delayMillis + "\n" + text;
    }

    public Map<String, Object> body() {
        var content = Map.of("type", "text", "text", asked());
        var body = new HashMap<String, Object>(policies);
        body.put("model", "local.echo-v1");
        body.put("messages", List.of(Map.of("role", "user", "content", List.of(content))));
        return body;
    }
}
