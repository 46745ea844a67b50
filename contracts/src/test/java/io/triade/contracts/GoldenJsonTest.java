package io.triade.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.triade.contracts.access.Principal;
import io.triade.contracts.changes.ChangeNotice;
import io.triade.contracts.embeddings.EmbeddingRequest;
import io.triade.contracts.embeddings.Embeddings;
import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.Generation;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.generations.InferenceParameters;
import io.triade.contracts.generations.Message;
import io.triade.contracts.generations.Model;
import io.triade.contracts.generations.Models;
import io.triade.contracts.generations.OutputFormat;
import io.triade.contracts.generations.PromptReference;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenCount;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.generations.ToolConfiguration;
import io.triade.contracts.generations.ToolConfiguration.ToolSpecification;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.Problem.FieldError;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.Detached;
import io.triade.contracts.runs.OnDisconnect;
import io.triade.contracts.runs.OnInterruption;
import io.triade.contracts.runs.Run;
import io.triade.contracts.runs.RunEvent;
import io.triade.contracts.runs.RunPage;
import io.triade.contracts.runs.RunRequest;
import io.triade.contracts.runs.RunState;
import io.triade.contracts.sessions.Session;
import io.triade.contracts.sessions.SessionChange;
import io.triade.contracts.sessions.SessionPage;
import io.triade.contracts.sessions.SyncItem;
import io.triade.contracts.sessions.SyncPage;
import io.triade.contracts.sessions.Tombstone;
import io.triade.contracts.sessions.Turn;
import io.triade.contracts.sessions.TurnPage;
import io.triade.contracts.sessions.TurnRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The wire is a promise: each record is held to a JSON file, in both directions.
class GoldenJsonTest {
    private static final Instant AT = Instant.parse("2026-11-24T08:00:00Z");
    private static final Problem PROBLEM = new Problem(
            "/problems/model-failed",
            "The model failed",
            502,
            "It broke off.",
            "0af7651916cd43dd8448eb211c80319c",
            List.of());
    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);

    record Sample(String file, Class<?> type, Object value) {
        @Override
        public String toString() {
            return file;
        }
    }

    static Stream<Sample> samples() {
        return Stream.concat(events(), others());
    }

    private static Stream<Sample> events() {
        var usage = new TokenUsage(12, 34, 5, 0);
        return Stream.of(
                event("started", new RunEvent.Started("r1", "s1", "local.echo-v1")),
                event("started-bare", new RunEvent.Started("r1", null, "local.echo-v1")),
                event("passage-found", new RunEvent.PassageFound("d1", "Hold the reset key.", 0.5, 10, 29)),
                event("text-delta", new RunEvent.TextDelta("olá 🙂\n")),
                event("reasoning-delta", new RunEvent.ReasoningDelta("because")),
                event("tool-requested", new RunEvent.ToolRequested("t1", "weather", Map.of("city", "Recife"))),
                event("tool-finished", new RunEvent.ToolFinished("t1", "success", "28 °C")),
                event("approval-asked", new RunEvent.ApprovalAsked("a1", "t1", "pay", Map.of("cents", 100))),
                event("guardrail-verdict", new RunEvent.GuardrailVerdict("strict", "email", "output", "mask")),
                event("usage", new RunEvent.Usage(usage, false)),
                event("interrupted", new RunEvent.Interrupted("owner-lost", 7)),
                event("completed", new RunEvent.Completed(StopReason.END_TURN)),
                event("failed", new RunEvent.Failed(PROBLEM)),
                event("cancelled", new RunEvent.Cancelled("disconnect")));
    }

    private static Stream<Sample> others() {
        var session = new Session("s1", "Reset keys", null, AT, AT, 3);
        var usage = new TokenUsage(12, 34).estimated(true);
        var turn = new Turn(
                "r1",
                "s1",
                "root",
                RunState.FAILED,
                "How?",
                "Hold",
                "local.echo-v1",
                StopReason.MAX_TOKENS,
                usage,
                PROBLEM,
                AT,
                AT);
        var run = new Run(
                "r1",
                "s1",
                RunState.SUCCEEDED,
                "local.echo-v1",
                "Hold",
                StopReason.END_TURN,
                usage,
                null,
                9,
                2,
                OnDisconnect.CONTINUE,
                OnInterruption.CONTINUE,
                AT,
                AT,
                Map.of("ticket", "T-1"),
                List.of(new ContentBlock.ToolUse("t1", "weather", Map.of("city", "Recife"))));
        var tool = new ToolSpecification("weather", "Tells it", Map.of("type", "object"));
        var request = new GenerationRequest(
                "r1",
                "s1",
                new PromptReference("default", 1, Map.of("language", "pt")),
                "local.echo-v1",
                "Be brief.",
                List.of(
                        new Message(
                                "user", List.of(new ContentBlock.Text("Hi"), new ContentBlock.Image("png", "aGk="))),
                        new Message(
                                "assistant",
                                List.of(new ContentBlock.ToolUse("t1", "weather", Map.of("city", "Recife")))),
                        new Message("user", List.of(new ContentBlock.ToolResult("t1", "success", "28 °C")))),
                new InferenceParameters(64, 0.5, 0.9, List.of("END")),
                new ToolConfiguration(List.of(tool), "auto"),
                "Hold the",
                new OutputFormat("reply", "What to say", Map.of("type", "object")));
        var begun = new Turn("r1", "s1", "root", RunState.RUNNING, "How?", "", null, null, null, null, AT, null);
        var changes = List.<SyncItem>of(
                new SyncItem.SessionChanged(session),
                new SyncItem.SessionDeleted(new Tombstone("s2", 4, AT)),
                new SyncItem.TurnChanged(begun),
                new SyncItem.TurnRemoved("s1", "r2"));
        return Stream.of(
                new Sample("sync-page", SyncPage.class, new SyncPage(changes, "c1", true)),
                new Sample(
                        "problem-conflict",
                        Problem.class,
                        new Problem(
                                "/problems/version-conflict",
                                "It was changed meanwhile",
                                412,
                                "It is at version 4.",
                                "0a",
                                List.of(),
                                Map.of("id", "s2", "version", 4, "deletedAt", AT.toString()))),
                new Sample("generation-request", GenerationRequest.class, request),
                new Sample(
                        "generation",
                        Generation.class,
                        new Generation(
                                "r1",
                                "local.echo-v1",
                                List.of(new ContentBlock.Text("Hi")),
                                StopReason.END_TURN,
                                usage)),
                new Sample("token-count", TokenCount.class, new TokenCount("local.echo-v1", 12)),
                new Sample("session-page", SessionPage.class, new SessionPage(List.of(session), "c1")),
                new Sample("session-change", SessionChange.class, new SessionChange("Keys", null)),
                new Sample(
                        "turn-request",
                        TurnRequest.class,
                        new TurnRequest("How?", "root", null, null, OnDisconnect.CANCEL, OnInterruption.FAIL)),
                new Sample(
                        "run-request",
                        RunRequest.class,
                        new RunRequest(
                                null,
                                "local.echo-v1",
                                null,
                                List.of(new Message("user", List.of(new ContentBlock.Text("Hi")))),
                                null,
                                null,
                                OnDisconnect.CONTINUE,
                                OnInterruption.RESTART,
                                null,
                                Map.of("ticket", "T-1"))),
                new Sample(
                        "embedding-request",
                        EmbeddingRequest.class,
                        new EmbeddingRequest("local.minilm-l6-v1", List.of("Hi", "olá"), 384)),
                new Sample(
                        "embeddings",
                        Embeddings.class,
                        new Embeddings("local.minilm-l6-v1", List.of(List.of(0.5f, -1f)), 3)),
                new Sample(
                        "models",
                        Models.class,
                        new Models(
                                List.of(new Model("local.echo-v1", "Echo", null, true)),
                                List.of(new Model("local.minilm-l6-v1", "MiniLM", null, false)))),
                new Sample("run-page", RunPage.class, new RunPage(List.of(run), "c1")),
                new Sample("turn-page", TurnPage.class, new TurnPage(List.of(turn), null)),
                new Sample(
                        "problem",
                        Problem.class,
                        new Problem(
                                "/problems/invalid-field",
                                "A field is invalid",
                                422,
                                "/text is empty",
                                "0a",
                                List.of(new FieldError("/text", "is empty")))),
                new Sample("change-notice", ChangeNotice.class, ChangeNotice.ofRun("acme#ana", "r1", null)),
                new Sample(
                        "principal",
                        Principal.class,
                        new Principal("acme", "ana", Set.of("admin"), Set.of("chat"), Set.of())));
    }

    private static Sample event(String file, RunEvent event) {
        return new Sample("event-" + file, RunEvent.class, event);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void writesAndReadsItsGoldenFile(Sample sample) throws IOException {
        JsonNode golden = golden(sample.file());
        assertThat(JSON.readTree(JSON.writerFor(sample.type()).writeValueAsString(sample.value())))
                .isEqualTo(golden);
        assertThat(JSON.treeToValue(golden, sample.type())).isEqualTo(sample.value());
    }

    @Test
    void hasAGoldenFileForEachKindOfEvent() {
        Set<Class<?>> shown = new HashSet<>();
        events().forEach(sample -> shown.add(sample.value().getClass()));
        assertThat(shown).isEqualTo(Set.of(RunEvent.class.getPermittedSubclasses()));
    }

    @Test
    void endsARunWithCompletedFailedOrCancelledOnly() {
        assertThat(events().map(sample -> (RunEvent) sample.value()).filter(RunEvent::terminal))
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("Completed", "Failed", "Cancelled");
    }

    @Test
    void writesTheTypeFirstSinceTiersReadItFromTheBytes() throws IOException {
        String json = JSON.writerFor(RunEvent.class).writeValueAsString(new RunEvent.TextDelta("x"));
        assertThat(json).isEqualTo("{\"type\":\"text-delta\",\"text\":\"x\"}");
    }

    @Test
    void writesAConnectionsLastWordAsNoEvent() throws IOException {
        assertThat(JSON.readTree(JSON.writeValueAsString(new Detached(PROBLEM, 7))))
                .isEqualTo(golden("detached"));
        assertThat(new Detached(PROBLEM, 7).type()).isEqualTo("detached");
    }

    @Test
    void findsAProblemTypeByItsPath() {
        for (ProblemType type : ProblemType.values()) {
            assertThat(ProblemType.ofPath(type.path())).contains(type);
        }
        assertThat(ProblemType.ofPath("/problems/nobody-knows")).isEmpty();
    }

    private static JsonNode golden(String file) throws IOException {
        try (InputStream in = GoldenJsonTest.class.getResourceAsStream("/golden/" + file + ".json")) {
            assertThat(in).as("golden file " + file).isNotNull();
            return JSON.readTree(in);
        }
    }
}
