package io.triade.api.graphql;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.GraphQLError;
import graphql.execution.AsyncExecutionStrategy;
import graphql.execution.AsyncSerialExecutionStrategy;
import graphql.execution.SubscriptionExecutionStrategy;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.language.OperationDefinition.Operation;
import graphql.schema.GraphQLSchema;
import io.quarkus.arc.All;
import io.triade.api.graphql.documents.Documents;
import io.triade.api.graphql.documents.DocumentsConfig;
import io.triade.api.graphql.documents.PersistedQueries;
import io.triade.api.graphql.documents.Refused;
import io.triade.api.graphql.hints.CachePolicy;
import io.triade.api.graphql.schema.Caller;
import io.triade.api.graphql.schema.Errors;
import io.triade.api.graphql.schema.ExecutableSchema;
import io.triade.api.graphql.schema.Wiring;
import io.triade.api.published.Published;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Carries operations out. Runs on the event loop that asks and never blocks it.
@ApplicationScoped
public class Engine {
    private static final String READY = Documents.Ready.class.getName();

    private final GraphQL graphQl;
    private final Documents documents;
    private final PersistedQueries persisted;
    private final ObjectWriter writer;

    Engine(@All List<Wiring> wirings, DocumentsConfig config, ObjectMapper mapper) {
        GraphQLSchema schema =
                ExecutableSchema.of(new String(Published.bytes("api/schema.graphql"), StandardCharsets.UTF_8), wirings);
        var errors = new Errors();
        this.documents = new Documents(config, schema);
        this.persisted = new PersistedQueries(config.persisted());
        this.writer = mapper.copy()
                .setDefaultPropertyInclusion(JsonInclude.Include.ALWAYS)
                .writer();
        this.graphQl = GraphQL.newGraphQL(schema)
                .queryExecutionStrategy(new AsyncExecutionStrategy(errors))
                .mutationExecutionStrategy(new AsyncSerialExecutionStrategy(errors))
                .subscriptionExecutionStrategy(new SubscriptionExecutionStrategy(errors))
                .preparsedDocumentProvider((input, _) -> CompletableFuture.completedFuture(new PreparsedDocumentEntry(
                        input.getGraphQLContext().<Documents.Ready>get(READY).document())))
                .doNotAutomaticallyDispatchDataLoader()
                .build();
    }

    /// An operation that can be carried out.
    ///
    /// @param query as its document is written, whichever way it was named
    record Prepared(GraphQlRequest request, String query, Documents.Ready ready) {
        Operation kind() {
            return ready.operation().getOperation();
        }
    }

    /// @param kinds which operations may be asked for in this way
    /// @throws ProblemException `method-not-allowed` for the others; `bad-request` where no document is named at
    ///     all
    /// @throws Refused where the document is not carried out
    Prepared prepare(GraphQlRequest request, Caller caller, Set<Operation> kinds) {
        String tenant = caller.call().principal().tenant();
        String query = named(request, tenant);
        if (query == null) throw new ProblemException(ProblemType.BAD_REQUEST, "query is required.");
        Documents.Ready ready = documents.read(query, request.operationName(), request.variables());
        Operation kind = ready.operation().getOperation();
        if (!kinds.contains(kind)) throw elsewhere(kind);
        persisted.remember(query, request.extensions(), tenant);
        return new Prepared(request, query, ready);
    }

    private @Nullable String named(GraphQlRequest request, String tenant) {
        try {
            return persisted.query(request.query(), request.extensions(), tenant);
        } catch (ProblemException refused) {
            throw new Refused(List.of(Errors.of(refused)));
        }
    }

    /// What the operation comes to: its data, or a publisher of results where it is a subscription. Never fails;
    /// what was refused has errors and no data.
    ///
    /// @throws ProblemException as `prepare`
    public CompletableFuture<Executed> execute(GraphQlRequest request, Caller caller, Set<Operation> kinds) {
        try {
            return execute(prepare(request, caller, kinds), caller);
        } catch (Refused refused) {
            return CompletableFuture.completedFuture(Executed.refused(refused.errors()));
        }
    }

    CompletableFuture<Executed> execute(Prepared prepared, Caller caller) {
        var policy = new CachePolicy();
        return graphQl.executeAsync(ExecutionInput.newExecutionInput(prepared.query())
                        .operationName(prepared.ready().operation().getName())
                        .variables(prepared.request().variables())
                        .graphQLContext(
                                Map.of(Caller.class, caller, READY, prepared.ready(), CachePolicy.class, policy))
                        .build())
                .thenApply(result -> new Executed(prepared.kind(), result, policy));
    }

    /// An answer as it is written; a subscription's is written event by event.
    public Buffer written(ExecutionResult result, @Nullable String traceId) {
        var members = new LinkedHashMap<String, @Nullable Object>();
        if (!result.getErrors().isEmpty()) members.put("errors", errors(result.getErrors(), traceId));
        if (result.isDataPresent()) members.put("data", result.getData());
        return json(members);
    }

    public Buffer json(Object value) {
        try {
            return Buffer.buffer(writer.writeValueAsBytes(value));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("an answer cannot be written as JSON", broken);
        }
    }

    public static List<Map<String, Object>> errors(List<? extends GraphQLError> errors, @Nullable String traceId) {
        return errors.stream().map(error -> Errors.written(error, traceId)).toList();
    }

    private static ProblemException elsewhere(Operation kind) {
        return new ProblemException(
                ProblemType.METHOD_NOT_ALLOWED,
                switch (kind) {
                    case QUERY -> "A query is not asked for in this way.";
                    case MUTATION -> "A mutation is sent by POST.";
                    case SUBSCRIPTION -> "Subscribe on a WebSocket, by graphql-transport-ws.";
                });
    }
}
