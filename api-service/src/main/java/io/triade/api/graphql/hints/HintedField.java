package io.triade.api.graphql.hints;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLFieldDefinition;
import org.jspecify.annotations.Nullable;

/// A field that says for how long its value may be kept.
public final class HintedField implements DataFetcher<Object> {
    private final CacheHint hint;
    private final DataFetcher<?> source;

    private HintedField(CacheHint hint, DataFetcher<?> source) {
        this.hint = hint;
        this.source = source;
    }

    /// @param owned a value of the caller's own is never for others, whatever the schema says of keeping it
    public static DataFetcher<?> of(GraphQLFieldDefinition field, boolean root, boolean owned, DataFetcher<?> source) {
        CacheHint declared = CacheHint.of(field, root);
        var hint = new CacheHint(declared.maxAge(), declared.shared() && !(root && owned));
        return hint.saysNothing() ? source : new HintedField(hint, source);
    }

    @Override
    public @Nullable Object get(DataFetchingEnvironment field) throws Exception {
        hint.applyTo(CachePolicy.of(field.getGraphQlContext()));
        return source.get(field);
    }
}
