package io.triade.api.graphql;

import graphql.ExecutionResult;
import graphql.ExecutionResultImpl;
import graphql.GraphQLError;
import graphql.language.OperationDefinition.Operation;
import io.triade.api.graphql.hints.CachePolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of an operation.
///
/// @param kind null where the document was refused
/// @param policy what may become of the answer where it is `repeatable`
public record Executed(@Nullable Operation kind, ExecutionResult result, CachePolicy policy) {
    static Executed refused(List<? extends GraphQLError> errors) {
        return new Executed(
                null,
                ExecutionResultImpl.newExecutionResult()
                        .errors(List.copyOf(errors))
                        .build(),
                new CachePolicy());
    }

    /// Whether nothing of it was carried out: there is no answer then but errors.
    public boolean refused() {
        return !result.isDataPresent() || (kind == Operation.SUBSCRIPTION && result.getData() == null);
    }

    /// Whether the same question may be answered with the same words as long as nothing changes.
    boolean repeatable() {
        return kind == Operation.QUERY && result.getErrors().isEmpty();
    }
}
