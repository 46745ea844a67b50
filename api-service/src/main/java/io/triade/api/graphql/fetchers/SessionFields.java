package io.triade.api.graphql.fetchers;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import io.triade.api.graphql.schema.Caller;
import io.triade.api.graphql.schema.Wiring;
import io.triade.api.routes.Tier;
import io.triade.contracts.sessions.Session;
import io.triade.contracts.sessions.SessionPage;
import io.triade.contracts.sessions.SyncPage;
import io.triade.contracts.sessions.Turn;
import io.triade.contracts.sessions.TurnPage;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

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
                query -> query.dataFetcher(
                                "session",
                                field -> get(field, session(field, "id"), Session.class, Shown.in(field)::session))
                        .dataFetcher("sessions", this::sessions)
                        .dataFetcher("turn", field -> get(field, turn(field), Turn.class, Shown.in(field)::turn))
                        .dataFetcher("turns", field -> turns(field, new Arguments(field).id("sessionId")))
                        .dataFetcher("changes", this::changes));
        wiring.type(
                "SyncItem",
                item -> item.typeResolver(changed -> changed.getSchema()
                        .getObjectType(changed.getObject().getClass().getSimpleName())));
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
        return Objects.requireNonNull(session, "a field of a session has one").id();
    }

    private static String turn(DataFetchingEnvironment field) {
        return session(field, "sessionId") + "/turns/" + new Arguments(field).id("id");
    }

    private CompletableFuture<SessionPage> sessions(DataFetchingEnvironment field) {
        return get(field, PATH + new Arguments(field).page(), SessionPage.class, Shown.in(field)::sessions);
    }

    private CompletableFuture<TurnPage> turns(DataFetchingEnvironment field, String sessionId) {
        String path = PATH + "/" + sessionId + "/turns" + new Arguments(field).page();
        var shown = Shown.in(field);
        return get(field, path, TurnPage.class, page -> shown.turns(sessionId, page));
    }

    private <T> CompletableFuture<T> get(DataFetchingEnvironment field, String path, Class<T> type, Consumer<T> shown) {
        Caller caller = Caller.of(field.getGraphQlContext());
        return caller.await(
                documents.get(caller.call(), Tier.ORCHESTRATION, path, type).invoke(shown));
    }

    private CompletableFuture<SyncPage> changes(DataFetchingEnvironment field) {
        String since = new Arguments(field).text("since");
        String path = PATH + "/changes?limit=" + new Arguments(field).number("first");
        String after = since == null ? path : path + "&since=" + Arguments.encoded(since);
        return get(field, after, SyncPage.class, _ -> {});
    }

    private CompletableFuture<Session> create(DataFetchingEnvironment field) {
        return send(
                field,
                new Arguments(field).text("id") == null
                        ? documents.target(HttpMethod.POST, PATH)
                        : documents.target(HttpMethod.PUT, session(field, "id")));
    }

    private CompletableFuture<Session> change(DataFetchingEnvironment field) {
        return send(field, based(field, HttpMethod.PATCH));
    }

    private CompletableFuture<Session> send(DataFetchingEnvironment field, RequestOptions target) {
        Caller caller = Caller.of(field.getGraphQlContext());
        var body = bodies.plain(new Arguments(field).members("input"));
        return caller.await(documents.send(caller.call(), target, body, Session.class));
    }

    private CompletableFuture<String> delete(DataFetchingEnvironment field) {
        Caller caller = Caller.of(field.getGraphQlContext());
        String id = new Arguments(field).id("id");
        return caller.await(
                documents.send(caller.call(), based(field, HttpMethod.DELETE)).map(_ -> id));
    }

    /// A change of one session, and of which version of it.
    private RequestOptions based(DataFetchingEnvironment field, HttpMethod method) {
        var arguments = new Arguments(field);
        String resolution = arguments.text("resolution");
        String path = session(field, "id");
        RequestOptions target = documents.target(
                method, resolution == null ? path : path + "?resolution=" + resolution.toLowerCase(Locale.ROOT));
        Long base = field.getArgument("baseVersion");
        return base == null ? target : target.putHeader("if-match", "\"" + base + "\"");
    }

    private CompletableFuture<Turn> start(DataFetchingEnvironment field, Duration wait) {
        String path = session(field, "sessionId") + "/turns";
        return starts.start(field, path, bodies.turn(new Arguments(field).members("input")), wait, Turn.class);
    }
}
