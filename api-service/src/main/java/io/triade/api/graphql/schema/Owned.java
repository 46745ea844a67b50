package io.triade.api.graphql.schema;

import graphql.execution.DataFetcherResult;

/// Puts down whose the items of a stream are; `GuardedField` cannot, since it never sees them.
public final class Owned {
    private Owned() {}

    public static DataFetcherResult<Object> by(Caller caller, Object item) {
        return DataFetcherResult.newResult()
                .data(item)
                .localContext(caller.owner())
                .build();
    }
}
