package io.triade.api.graphql.schema;

import graphql.schema.GraphQLAppliedDirective;
import graphql.schema.GraphQLDirectiveContainer;
import io.triade.contracts.access.Principal;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One `@access` of the schema.
///
/// @param roles of which the caller needs one; empty: none
/// @param scopes of which the caller needs one; empty: none
record AccessRule(boolean owner, Set<String> roles, Set<String> scopes) {
    private static final String DIRECTIVE = "access";

    AccessRule {
        roles = Set.copyOf(roles);
        scopes = Set.copyOf(scopes);
    }

    static @Nullable AccessRule on(GraphQLDirectiveContainer declared) {
        GraphQLAppliedDirective access = declared.getAppliedDirective(DIRECTIVE);
        if (access == null) return null;
        return new AccessRule(
                Boolean.TRUE.equals(access.getArgument("owner").getValue()),
                words(access.getArgument("roles").getValue()),
                words(access.getArgument("scopes").getValue()));
    }

    /// Why the caller may not; null where they may.
    ///
    /// @param place the field, for whoever reads the refusal
    /// @param owner whose the object is, where that is known
    @Nullable
    ProblemException refusal(String place, Principal caller, @Nullable Owner owner) {
        if (!roles.isEmpty() && roles.stream().noneMatch(caller.roles()::contains)) {
            return refused(place, "needs one of the roles " + sorted(roles));
        }
        if (!scopes.isEmpty() && scopes.stream().noneMatch(caller.scopes()::contains)) {
            return refused(place, "needs a token with one of the scopes " + sorted(scopes));
        }
        // Nothing is said of what is somebody else's.
        if (this.owner && !Owner.of(caller).equals(owner)) {
            return new ProblemException(ProblemType.NOT_FOUND, "There is no such object of yours.");
        }
        return null;
    }

    static ProblemException refused(String place, String why) {
        return new ProblemException(ProblemType.FORBIDDEN, place + " " + why + ".");
    }

    private static String sorted(Set<String> words) {
        return String.join(", ", words.stream().sorted().toList());
    }

    private static Set<String> words(@Nullable Object given) {
        return given instanceof List<?> words
                ? words.stream().map(String::valueOf).collect(java.util.stream.Collectors.toUnmodifiableSet())
                : Set.of();
    }
}
