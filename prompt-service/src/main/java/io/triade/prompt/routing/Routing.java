package io.triade.prompt.routing;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.contracts.embeddings.Embeddings;
import io.triade.contracts.generations.Generation;
import io.triade.contracts.generations.TokenCount;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunEvent;
import io.triade.defaults.calls.Call;
import io.triade.prompt.invocation.ModelCall;
import io.triade.prompt.invocation.converse.BedrockConverse;
import io.triade.prompt.invocation.embeddings.BedrockEmbeddings;
import io.triade.prompt.invocation.embeddings.EmbeddingCall;
import io.triade.prompt.routing.SilenceLimit.Limits;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/// Asks a model within the limits: again where that may help, but never once the caller has seen a token, and never
/// past
/// the deadline.
@ApplicationScoped
public class Routing {
    private static final Logger LOG = Logger.getLogger(Routing.class);

    private final RoutingConfig config;
    private final BedrockConverse bedrock;
    private final BedrockEmbeddings embeddings;
    private final Vertx vertx;
    private final Pauses pauses;

    Routing(RoutingConfig config, BedrockConverse bedrock, BedrockEmbeddings embeddings, Vertx vertx) {
        if (config.attempts() < 1) {
            throw new IllegalArgumentException("prompt.routing.attempts must be at least 1, was " + config.attempts());
        }
        this.config = config;
        this.bedrock = bedrock;
        this.embeddings = embeddings;
        this.vertx = vertx;
        this.pauses = new Pauses(vertx);
    }

    public Uni<Generation> whole(ModelCall call, Call caller) {
        Duration left = caller.left();
        Duration limit = shorter(left, config.answerTimeout());
        Uni<Generation> answer = attempt(bedrock.whole(call), Attempt.first(limit));
        return pauses.within(limit, answer, () -> tooLate(call.model(), limit, left));
    }

    /// A vector for each text of the call.
    public Uni<Embeddings> embed(EmbeddingCall call, Call caller) {
        Duration left = caller.left();
        Duration limit = shorter(left, config.embeddingTimeout());
        Uni<Embeddings> answer = attempt(embeddings.embed(call), Attempt.first(limit));
        return pauses.within(limit, answer, () -> tooLate(call.model(), limit, left));
    }

    public Uni<TokenCount> count(ModelCall call, Call caller) {
        Duration left = caller.left();
        Duration limit = shorter(left, config.firstTokenTimeout());
        Uni<TokenCount> count = attempt(bedrock.count(call), Attempt.first(limit));
        return pauses.within(limit, count, () -> tooLate(call.model(), limit, left));
    }

    /// Fails before its first event or ends with `completed`; a failure in between comes as a failure too.
    public Multi<RunEvent> stream(ModelCall call, Call caller) {
        Duration left = caller.left();
        Duration firstToken = shorter(left, config.firstTokenTimeout());
        Multi<RunEvent> answer = attempt(bedrock.stream(call), Attempt.first(firstToken));
        return SilenceLimit.of(answer, new Limits(firstToken, config.idleTimeout(), left), vertx);
    }

    private <T> Uni<T> attempt(Uni<T> answer, Attempt attempt) {
        return answer.onFailure().recoverWithUni(failure -> {
            Optional<Duration> pause = pauseAfter(attempt, failure);
            if (pause.isEmpty()) return Uni.createFrom().failure(failure);
            return pauses.pause(pause.get()).flatMap(_ -> attempt(answer, attempt.next()));
        });
    }

    private Multi<RunEvent> attempt(Multi<RunEvent> answer, Attempt attempt) {
        var seen = new boolean[1];
        return answer.onItem().invoke(_ -> seen[0] = true).onFailure().recoverWithMulti(failure -> {
            Optional<Duration> pause = seen[0] ? Optional.empty() : pauseAfter(attempt, failure);
            if (pause.isEmpty()) return Multi.createFrom().failure(failure);
            return pauses.pause(pause.get()).onItem().transformToMulti(_ -> attempt(answer, attempt.next()));
        });
    }

    private Optional<Duration> pauseAfter(Attempt attempt, Throwable failure) {
        Optional<Duration> pause = attempt.pauseAfter(failure, config, ThreadLocalRandom.current());
        pause.ifPresent(length -> LOG.infof(
                "attempt %d failed, the next follows in %d ms: %s",
                attempt.number(), length.toMillis(), failure.getMessage()));
        return pause;
    }

    private static ProblemException tooLate(String model, Duration limit, Duration left) {
        return limit.equals(left)
                ? new ProblemException(
                        ProblemType.DEADLINE_EXCEEDED, "The time for this request was over before it was answered.")
                : new ProblemException(
                        ProblemType.MODEL_TIMEOUT,
                        "Model %s did not finish within %d seconds; ask for a stream, or for less."
                                .formatted(model, limit.toSeconds()));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
