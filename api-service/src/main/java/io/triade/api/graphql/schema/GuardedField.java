package io.triade.api.graphql.schema;

import graphql.execution.DataFetcherResult;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import io.triade.contracts.access.Principal;
import io.triade.contracts.problems.ProblemException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/// Asks the rules before it asks for the value.
///
/// What a tier gave to a caller is that caller's: at the root, where the tiers are asked, a rule that wants an owner
/// puts down for whom it was fetched, and below, the same rule compares. An object of which nobody knows whose it is
/// belongs to nobody.
///
/// @param rules its type's and its own; empty: nobody may
record GuardedField(String place, boolean root, List<AccessRule> rules, DataFetcher<?> source)
        implements DataFetcher<Object> {
    GuardedField {
        rules = List.copyOf(rules);
    }

    @Override
    public @Nullable Object get(DataFetchingEnvironment field) throws Exception {
        Caller caller = Caller.of(field.getGraphQlContext());
        Principal principal = caller.call().principal();
        if (rules.isEmpty()) throw AccessRule.refused(place, "is open to nobody");
        Owner owner = root ? caller.owner() : field.getLocalContext();
        for (AccessRule rule : rules) {
            ProblemException refusal = rule.refusal(place, principal, owner);
            if (refusal != null) throw refusal;
        }
        Object value = source.get(field);
        return root && rules.stream().anyMatch(AccessRule::owner) ? owned(value, caller.owner()) : value;
    }

    private static Object owned(@Nullable Object value, Owner owner) {
        return switch (value) {
            case CompletionStage<?> later -> later.thenApply(now -> ownedNow(now, owner));
            case Publisher<?> stream -> stream;
            case null, default -> ownedNow(value, owner);
        };
    }

    private static Object ownedNow(@Nullable Object value, Owner owner) {
        return DataFetcherResult.newResult().data(value).localContext(owner).build();
    }
}
