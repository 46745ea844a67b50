package io.triade.api.graphql.hints;

import graphql.schema.GraphQLAppliedDirective;
import graphql.schema.GraphQLCompositeType;
import graphql.schema.GraphQLDirectiveContainer;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import org.jspecify.annotations.Nullable;

/// What `@cacheControl` says of a field, with Apollo's own rules: a field at the root and one that has fields below
/// count as 0 unless they or their type say otherwise, others are as old as what they are in.
///
/// @param maxAge seconds; null: as what it is in
/// @param shared false where it is for the caller alone
record CacheHint(@Nullable Integer maxAge, boolean shared) {
    private static final String DIRECTIVE = "cacheControl";

    static CacheHint of(GraphQLFieldDefinition field, boolean root) {
        GraphQLType type = GraphQLTypeUtil.unwrapAll(field.getType());
        var ofType =
                type instanceof GraphQLDirectiveContainer declared ? declared.getAppliedDirective(DIRECTIVE) : null;
        var own = field.getAppliedDirective(DIRECTIVE);
        boolean inherits = inherits(ofType) || inherits(own);
        Integer maxAge = maxAge(own) == null ? maxAge(ofType) : maxAge(own);
        boolean counts = root || (type instanceof GraphQLCompositeType && !inherits);
        String scope = scope(own) == null ? scope(ofType) : scope(own);
        return new CacheHint(maxAge == null && counts ? Integer.valueOf(0) : maxAge, !"PRIVATE".equals(scope));
    }

    boolean saysNothing() {
        return maxAge == null && shared;
    }

    void applyTo(CachePolicy policy) {
        if (maxAge != null) policy.restrict(maxAge);
        if (!shared) policy.restrictToCaller();
    }

    private static boolean inherits(@Nullable GraphQLAppliedDirective hint) {
        return hint != null
                && Boolean.TRUE.equals(hint.getArgument("inheritMaxAge").getValue());
    }

    private static @Nullable Integer maxAge(@Nullable GraphQLAppliedDirective hint) {
        return hint == null ? null : hint.getArgument("maxAge").getValue();
    }

    private static @Nullable String scope(@Nullable GraphQLAppliedDirective hint) {
        Object scope = hint == null ? null : hint.getArgument("scope").getValue();
        return scope == null ? null : scope.toString();
    }
}
