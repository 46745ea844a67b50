package io.triade.api.graphql.fetchers;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import io.triade.api.graphql.schema.Caller;
import io.triade.api.graphql.schema.Wiring;
import io.triade.api.routes.Tier;
import io.triade.contracts.sessions.Session;
import io.triade.contracts.sessions.SessionPage;
import io.triade.contracts.sessions.Turn;
import io.triade.contracts.sessions.TurnPage;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/// Sessions and their turns.
@ApplicationScoped
public class SessionFields implements Wiring {
    private static final String PATH = "/v1/sessions";

    private final TierDocuments documents;
    private final StartFields starts;
    private final Bodies bodies;

    SessionFields(TierDocuments documents, StartFields starts, Bodies bodies) {
        this.documents = documents;
        this.starts = starts;
        this.bodies = bodies;
    }

    @Override
    public void wire(RuntimeWiring.Builder wiring) {
        wiring.type(
                "Query",
                query -> query.dataFetcher("session", field -> get(field, session(field, "id"), Session.class))
                        .dataFetcher(
                                "sessions", field -> get(field, PATH + new Arguments(field).page(), SessionPage.class))
                        .dataFetcher("turn", field -> get(field, turn(field), Turn.class))
                        .dataFetcher("turns", field -> turns(field, session(field, "sessionId"))));
        wiring.type("Session", session -> session.dataFetcher("turns", field -> turns(field, source(field))));
        wiring.type(
                "Mutation",
                mutation -> mutation.dataFetcher("createSession", this::create)
                        .dataFetcher("changeSession", this::change)
                        .dataFetcher("deleteSession", this::delete)
                        .dataFetcher(
                                "turn", field -> start(field, Duration.ofSeconds(new Arguments(field).number("wait"))))
                        .dataFetcher("startTurn", field -> start(field, Duration.ZERO)));
    }

    private static String session(DataFetchingEnvironment field, String argument) {
        return PATH + "/" + new Arguments(field).id(argument);
    }

    private static String source(DataFetchingEnvironment field) {
        Session session = field.getSource();
        return PATH + "/"
                + Objects.requireNonNull(session, "a field of a session has one")
                        .id();
    }

    private static String turn(DataFetchingEnvironment field) {
        return session(field, "sessionId") + "/turns/" + new Arguments(field).id("id");
    }

    private CompletableFuture<TurnPage> turns(DataFetchingEnvironment field, String session) {
        return get(field, session + "/turns" + new Arguments(field).page(), TurnPage.class);
    }

    private <T> CompletableFuture<T> get(DataFetchingEnvironment field, String path, Class<T> type) {
        Caller caller = Caller.of(field.getGraphQlContext());
        return caller.await(documents.get(caller.call(), Tier.ORCHESTRATION, path, type));
    }

    private CompletableFuture<Session> create(DataFetchingEnvironment field) {
        return send(field, HttpMethod.POST, PATH);
    }

    private CompletableFuture<Session> change(DataFetchingEnvironment field) {
        return send(field, HttpMethod.PATCH, session(field, "id"));
    }

    private CompletableFuture<Session> send(DataFetchingEnvironment field, HttpMethod method, String path) {
        Caller caller = Caller.of(field.getGraphQlContext());
        var body = bodies.plain(new Arguments(field).members("input"));
        return caller.await(documents.send(caller.call(), method, path, body, Session.class));
    }

    private CompletableFuture<String> delete(DataFetchingEnvironment field) {
        Caller caller = Caller.of(field.getGraphQlContext());
        String id = new Arguments(field).id("id");
        return caller.await(documents.delete(caller.call(), PATH + "/" + id).map(_ -> id));
    }

    private CompletableFuture<Turn> start(DataFetchingEnvironment field, Duration wait) {
        String path = session(field, "sessionId") + "/turns";
        return starts.start(field, path, bodies.turn(new Arguments(field).members("input")), wait, Turn.class);
    }
}
