package io.triade.api.graphql.schema;

import graphql.ErrorClassification;
import graphql.ErrorType;
import graphql.GraphQLError;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.DataFetcherExceptionHandlerParameters;
import graphql.execution.DataFetcherExceptionHandlerResult;
import graphql.execution.NonNullableValueCoercedAsNullException;
import graphql.execution.ResultPath;
import graphql.language.SourceLocation;
import io.triade.api.answers.Failures;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Failures as GraphQL's errors: the same problem that REST answers with, in `extensions`.
public final class Errors implements DataFetcherExceptionHandler {
    private static final Logger LOG = Logger.getLogger(Errors.class);

    /// An error that is a problem already.
    private record Told(
            ProblemException problem,
            @Nullable List<SourceLocation> locations,
            @Nullable ResultPath path) implements GraphQLError {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            return String.valueOf(problem.getMessage());
        }

        @Override
        public @Nullable List<SourceLocation> getLocations() {
            return locations;
        }

        @Override
        public @Nullable List<Object> getPath() {
            return path == null ? null : path.toList();
        }

        @Override
        public ErrorClassification getErrorType() {
            return ErrorType.DataFetchingException;
        }
    }

    public static GraphQLError of(ProblemException problem) {
        return new Told(problem, null, null);
    }

    @Override
    public CompletableFuture<DataFetcherExceptionHandlerResult> handleException(
            DataFetcherExceptionHandlerParameters failed) {
        Throwable failure = failed.getException();
        while (failure instanceof CompletionException && failure.getCause() != null) failure = failure.getCause();
        ProblemException problem = failure instanceof NonNullableValueCoercedAsNullException nothing
                ? new ProblemException(ProblemType.BAD_REQUEST, String.valueOf(nothing.getMessage()))
                : Failures.known(failure);
        // Whoever left cancelled it themselves.
        boolean unexpected = problem.type() == ProblemType.INTERNAL && !(failure instanceof CancellationException);
        if (unexpected) LOG.error("unexpected failure", failure);
        var error = new Told(problem, List.of(failed.getSourceLocation()), failed.getPath());
        return CompletableFuture.completedFuture(
                DataFetcherExceptionHandlerResult.newResult(error).build());
    }

    /// As it is written into an answer.
    public static Map<String, Object> written(GraphQLError error, @Nullable String traceId) {
        var written = new LinkedHashMap<String, Object>();
        written.put("message", error.getMessage());
        List<SourceLocation> locations = error.getLocations();
        if (locations != null && !locations.isEmpty()) {
            written.put(
                    "locations",
                    locations.stream()
                            .map(place -> Map.of("line", place.getLine(), "column", place.getColumn()))
                            .toList());
        }
        if (error.getPath() != null) written.put("path", error.getPath());
        written.put("extensions", extensions(problem(error).problem(traceId)));
        return written;
    }

    /// What the engine itself complains of is the document's fault, unless it is about a value that we gave it.
    private static ProblemException problem(GraphQLError error) {
        if (error instanceof Told told) return told.problem;
        boolean ours = error.getErrorType() instanceof ErrorType type
                && (type == ErrorType.NullValueInNonNullableField || type == ErrorType.DataFetchingException);
        return ours
                ? new ProblemException(
                        ProblemType.INTERNAL, "A value is missing or has the wrong form; quote the trace id.")
                : new ProblemException(ProblemType.BAD_REQUEST, String.valueOf(error.getMessage()));
    }

    private static Map<String, Object> extensions(Problem problem) {
        var members = new LinkedHashMap<String, Object>();
        members.put("type", problem.type());
        members.put("title", problem.title());
        members.put("status", problem.status());
        if (problem.detail() != null) members.put("detail", problem.detail());
        if (!problem.errors().isEmpty()) {
            members.put(
                    "errors",
                    problem.errors().stream()
                            .map(field -> Map.of("pointer", field.pointer(), "detail", field.detail()))
                            .toList());
        }
        if (problem.traceId() != null) members.put("traceId", problem.traceId());
        if (problem.current() != null) members.put("current", problem.current());
        if (PERSISTED_QUERY_NOT_FOUND.equals(problem.detail())) members.put("code", "PERSISTED_QUERY_NOT_FOUND");
        return members;
    }

    /// What Apollo's clients look for, word by word; they then send the query itself.
    public static final String PERSISTED_QUERY_NOT_FOUND = "PersistedQueryNotFound";
}
