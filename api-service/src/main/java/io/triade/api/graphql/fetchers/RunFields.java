package io.triade.api.graphql.fetchers;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import io.triade.api.answers.Failures;
import io.triade.api.graphql.schema.Caller;
import io.triade.api.graphql.schema.Wiring;
import io.triade.api.routes.Tier;
import io.triade.api.runs.RunStreams;
import io.triade.contracts.runs.Run;
import io.triade.contracts.runs.RunPage;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Runs: started, read, listed, cancelled.
@ApplicationScoped
public class RunFields implements Wiring {
    private static final String PATH = "/v1/runs";

    private final TierDocuments documents;
    private final StartFields starts;
    private final RunStreams streams;
    private final Bodies bodies;

    RunFields(TierDocuments documents, StartFields starts, RunStreams streams, Bodies bodies) {
        this.documents = documents;
        this.starts = starts;
        this.streams = streams;
        this.bodies = bodies;
    }

    @Override
    public void wire(RuntimeWiring.Builder wiring) {
        wiring.type("Query", query -> query.dataFetcher("run", this::run).dataFetcher("runs", this::runs));
        wiring.type(
                "Mutation",
                mutation -> mutation.dataFetcher(
                                "generate",
                                field -> start(field, Duration.ofSeconds(new Arguments(field).number("wait"))))
                        .dataFetcher("startRun", field -> start(field, Duration.ZERO))
                        .dataFetcher("cancelRun", this::cancel));
    }

    private CompletableFuture<Run> run(DataFetchingEnvironment field) {
        Caller caller = Caller.of(field.getGraphQlContext());
        String path = PATH + "/" + new Arguments(field).id("id");
        return caller.await(documents
                .get(caller.call(), Tier.ORCHESTRATION, path, Run.class)
                .invoke(Shown.in(field)::run));
    }

    private CompletableFuture<RunPage> runs(DataFetchingEnvironment field) {
        Caller caller = Caller.of(field.getGraphQlContext());
        var arguments = new Arguments(field);
        String path = PATH + arguments.page() + filter(arguments.members("filter"));
        return caller.await(documents
                .get(caller.call(), Tier.ORCHESTRATION, path, RunPage.class)
                .invoke(Shown.in(field)::runs));
    }

    private static String filter(Map<String, Object> filter) {
        Object state = filter.get("state");
        Object session = filter.get("sessionId");
        return (state == null ? "" : "&state=" + state.toString().toLowerCase(Locale.ROOT))
                + (session == null ? "" : "&sessionId=" + Arguments.encoded(session.toString()));
    }

    private CompletableFuture<Run> start(DataFetchingEnvironment field, Duration wait) {
        return starts.start(field, PATH, bodies.run(new Arguments(field).members("input")), wait, Run.class);
    }

    private CompletableFuture<Run> cancel(DataFetchingEnvironment field) {
        Caller caller = Caller.of(field.getGraphQlContext());
        String id = new Arguments(field).id("id");
        return caller.await(streams.cancel(caller.call(), id).onFailure().transform(Failures::fromTier));
    }
}
