package io.triade.systemtests.wires;

import static org.assertj.core.api.Assertions.assertThat;

import io.triade.systemtests.Answer;
import io.triade.systemtests.Caller;
import io.triade.systemtests.Suite;
import io.triade.systemtests.runs.EchoRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;

/// One request made while a wire is broken, and what its caller could know afterwards.
///
/// @param deadlineMillis that the caller sets
record Probe(Caller caller, long deadlineMillis) {
    /// What became of it, in the caller's eyes.
    sealed interface Seen {
        /// All of it came, as it was asked.
        record Whole() implements Seen {}

        /// It was said that it failed, or where to go on.
        record Declared(String what) implements Seen {}

        /// The caller's own connection broke.
        record Broken(String how) implements Seen {}

        /// It looked whole and was not.
        record Wrong(String what) implements Seen {}
    }

    /// Waits for one document.
    Seen document(EchoRun run) throws Exception {
        return seen(() -> {
            var reply = caller.start(run.body(), headers());
            if (reply.status() >= 400) return declared(reply.json().path("type").asText());
            String state = reply.json().path("state").asText();
            if (reply.status() == 202) return new Seen.Declared("202 " + state);
            if (state.equals("failed"))
                return declared(reply.json().at("/problem/type").asText());
            String text = reply.json().path("output").asText();
            return text.equals(run.text()) ? new Seen.Whole() : new Seen.Wrong("document with " + text);
        });
    }

    /// Starts a run and reads its events.
    Seen stream(EchoRun run) throws Exception {
        return seen(() -> {
            try (var answer = caller.stream(run.body(), headers())) {
                return read(answer, List.of(), run);
            }
        });
    }

    /// @param before what was read of it already
    Seen read(Answer answer, List<Answer.Event> before, EchoRun run) throws Exception {
        return seen(() -> {
            var events = new ArrayList<>(before);
            events.addAll(answer.toTheEnd());
            if (events.isEmpty()) return new Seen.Wrong("a stream without an event");
            var last = events.getLast();
            String text = Answer.text(events);
            assertThat(run.text()).startsWith(text);
            return switch (last.type()) {
                case "completed" ->
                    text.equals(run.text()) ? new Seen.Whole() : new Seen.Wrong("completed with " + text);
                case "failed", "detached" ->
                    declared(last.data().at("/problem/type").asText());
                default -> new Seen.Wrong("a stream that ends with " + last.raw());
            };
        });
    }

    /// Asks for a completion that nobody keeps, streamed.
    Seen completion(EchoRun run) throws Exception {
        return seen(() -> {
            var message = Map.of("role", "user", "content", "#echo delay=" + run.delayMillis() + "\n" + run.text());
            var body = Map.of("model", "local.echo-v1", "stream", true, "messages", List.of(message));
            var headers = Map.of("x-timeout-ms", Long.toString(deadlineMillis));
            try (var answer = Answer.to(caller.api() + "/openai/v1/chat/completions", caller.token(), body, headers)) {
                var text = new StringBuilder();
                for (var event = answer.next(); event.isPresent(); event = answer.next()) {
                    if (event.get().raw().equals("[DONE]")) {
                        return text.toString().equals(run.text())
                                ? new Seen.Whole()
                                : new Seen.Wrong("[DONE] after " + text);
                    }
                    var error = event.get().data().path("error");
                    if (!error.isMissingNode())
                        return declared(error.path("message").asText());
                    text.append(
                            event.get().data().at("/choices/0/delta/content").asText());
                }
                return new Seen.Wrong("no [DONE] after " + text);
            }
        });
    }

    private Map<String, String> headers() {
        return Map.of(
                "x-timeout-ms",
                Long.toString(deadlineMillis),
                "Idempotency-Key",
                UUID.randomUUID().toString());
    }

    private static Seen declared(String what) {
        return what.isEmpty() ? new Seen.Wrong("an error without words") : new Seen.Declared(what);
    }

    private static Seen seen(Callable<Seen> asking) throws Exception {
        try {
            return asking.call();
        } catch (UncheckedIOException | IOException broken) {
            return new Seen.Broken(broken.toString());
        } catch (Answer.Refused refused) {
            return refused.problem().startsWith("{")
                    ? new Seen.Declared(refused.status() + " "
                            + Suite.JSON
                                    .readTree(refused.problem())
                                    .path("type")
                                    .asText(""))
                    : new Seen.Wrong(refused.getMessage());
        }
    }
}
