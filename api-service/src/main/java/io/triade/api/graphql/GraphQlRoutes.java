package io.triade.api.graphql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graphql.language.OperationDefinition.Operation;
import io.triade.api.access.EdgeAccess;
import io.triade.api.access.SocketDoor;
import io.triade.api.answers.BoundedBody;
import io.triade.api.answers.Failures;
import io.triade.api.graphql.documents.DocumentsConfig;
import io.triade.api.graphql.schema.Caller;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Calls;
import io.triade.defaults.problems.ProblemMappers;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// GraphQL over HTTP: POST, and GET for queries. A route of Vert.x and no JAX-RS resource, since every failure must
/// have GraphQL's shape.
@ApplicationScoped
public class GraphQlRoutes {
    private final Answers answers;
    private final Failures failures;
    private final ObjectMapper mapper;
    private final DocumentsConfig config;

    GraphQlRoutes(Answers answers, Failures failures, ObjectMapper mapper, DocumentsConfig config) {
        this.answers = answers;
        this.failures = failures;
        this.mapper = mapper;
        this.config = config;
    }

    void register(@Observes Router router) {
        router.route(SocketDoor.GRAPHQL_PATH).handler(this::answer);
    }

    private void answer(RoutingContext routing) {
        if (EdgeAccess.opensASocket(routing)) {
            routing.next();
            return;
        }
        try {
            AnswerType type = AnswerType.accepted(routing.request().headers());
            HttpMethod method = routing.request().method();
            if (method.equals(HttpMethod.POST)) post(routing, type);
            else if (method.equals(HttpMethod.GET)) execute(routing, type, query(routing), Set.of(Operation.QUERY));
            else throw otherMethod(routing);
        } catch (ProblemException refused) {
            failures.send(routing, refused);
        }
    }

    private void post(RoutingContext routing, AnswerType type) {
        AnswerType.requireJson(routing.request().getHeader("content-type"));
        BoundedBody.of(routing.request(), config.bodyBytes())
                .onSuccess(body -> {
                    try {
                        execute(routing, type, read(body), Set.of(Operation.QUERY, Operation.MUTATION));
                    } catch (RuntimeException failed) {
                        failures.send(routing, failed);
                    }
                })
                .onFailure(failure -> failures.send(routing, failure));
    }

    private void execute(RoutingContext routing, AnswerType type, JsonNode given, Set<Operation> kinds) {
        var caller = new Caller(Calls.of(routing), Calls.facts(routing));
        // Not the response's closeHandler: there is room for one.
        routing.addEndHandler(_ -> {
            if (!routing.response().ended()) caller.leave();
        });
        try {
            var wanted = Freshness.of(routing.request().headers());
            var _ = answers.answer(GraphQlRequest.of(given, mapper), caller, kinds, wanted)
                    .thenAccept(answer -> send(routing, type, answer))
                    .exceptionally(failure -> {
                        failures.send(routing, failure);
                        return null;
                    });
        } catch (ProblemException refused) {
            if (refused.type() == ProblemType.METHOD_NOT_ALLOWED)
                routing.response().putHeader("allow", "POST");
            throw refused;
        }
    }

    private static void send(RoutingContext routing, AnswerType type, Answer answer) {
        HttpServerResponse response = routing.response();
        if (response.ended() || response.closed()) return;
        response.headers().add("vary", "accept, authorization");
        response.setStatusCode(type.status(answer)).putHeader("content-type", type.contentType());
        answer.describe(response.headers());
        EntityTag tag = answer.tag();
        boolean known = tag != null
                && routing.request().method().equals(HttpMethod.GET)
                && tag.isAmong(routing.request().headers().getAll("if-none-match"));
        if (known) response.setStatusCode(304).end();
        else response.end(answer.body());
    }

    private JsonNode read(Buffer body) {
        if (body.length() == 0) {
            throw new ProblemException(ProblemType.MALFORMED_BODY, "The body is empty; send a JSON object.");
        }
        return json(body.getBytes());
    }

    private JsonNode json(byte[] text) {
        try {
            return mapper.readTree(text);
        } catch (JsonProcessingException broken) {
            throw ProblemMappers.fromJson(broken);
        } catch (IOException broken) {
            throw new ProblemException(ProblemType.MALFORMED_BODY, "The body cannot be read.", broken);
        }
    }

    private JsonNode query(RoutingContext routing) {
        ObjectNode given = JsonNodeFactory.instance.objectNode();
        var parameters = routing.queryParams();
        for (String name : Set.of("query", "operationName")) {
            String text = parameters.get(name);
            if (text != null) given.put(name, text);
        }
        for (String name : Set.of("variables", "extensions")) {
            String text = parameters.get(name);
            if (text != null) given.set(name, json(text.getBytes(StandardCharsets.UTF_8)));
        }
        return given;
    }

    private static ProblemException otherMethod(RoutingContext routing) {
        routing.response().putHeader("allow", "GET, POST");
        return new ProblemException(
                ProblemType.METHOD_NOT_ALLOWED, routing.request().method() + " is not allowed here.");
    }
}
