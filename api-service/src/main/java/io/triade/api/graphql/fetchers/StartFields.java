package io.triade.api.graphql.fetchers;

import com.fasterxml.jackson.databind.JsonNode;
import graphql.schema.DataFetchingEnvironment;
import io.triade.api.answers.Failures;
import io.triade.api.answers.Preferences;
import io.triade.api.answers.RunFacts;
import io.triade.api.graphql.schema.Caller;
import io.triade.api.runs.RunStart;
import io.triade.api.runs.RunsConfig;
import io.triade.api.runs.WholeRuns;
import io.triade.contracts.problems.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// Starts of runs, turns among them, that are answered with a document.
@ApplicationScoped
public class StartFields {
    private final WholeRuns runs;
    private final RunsConfig config;
    private final RunFacts runFacts;
    private final TierDocuments documents;

    StartFields(WholeRuns runs, RunsConfig config, RunFacts runFacts, TierDocuments documents) {
        this.runs = runs;
        this.config = config;
        this.runFacts = runFacts;
        this.documents = documents;
    }

    /// The run or turn as it stands when it has ended or the wait is over.
    <T> CompletableFuture<T> start(
            DataFetchingEnvironment field, String path, JsonNode body, Duration wait, Class<T> type) {
        if (wait.isNegative() || wait.compareTo(config.longestWait()) > 0) {
            throw ProblemException.invalidField(
                    "wait",
                    "must be from 0 to %d seconds, was %d"
                            .formatted(config.longestWait().toSeconds(), wait.toSeconds()));
        }
        Caller caller = Caller.of(field.getGraphQlContext());
        var start =
                RunStart.of(caller.call(), path, documents.bytes(body), new Arguments(field).text("idempotencyKey"));
        Duration possible = new Preferences(wait, false)
                .waiting(config.longestWait(), caller.call().left(), null);
        return caller.await(runs.start(start, possible)
                .onFailure()
                .transform(Failures::fromTier)
                .map(answer -> {
                    runFacts.note(caller.facts(), answer.body());
                    return documents.read(answer.body(), type);
                }));
    }
}
