package io.triade.api.graphql.hints;

import graphql.GraphQLContext;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// What may become of one answer: the shortest `maxAge` of its fields, private where any of them is. Gathered on one
/// thread while the operation is carried out.
public final class CachePolicy {
    private final Set<String> things = new HashSet<>();
    private int maxAge = Integer.MAX_VALUE;
    private boolean shared = true;

    public static CachePolicy of(GraphQLContext context) {
        return context.getOrDefault(CachePolicy.class, new CachePolicy());
    }

    /// At most so many seconds.
    public void restrict(int seconds) {
        maxAge = Math.min(maxAge, seconds);
    }

    /// It is for this caller and nobody else.
    public void restrictToCaller() {
        shared = false;
    }

    /// It shows these, in the words of `ChangeNotice`: once one of them changes it no longer holds.
    public void shows(Collection<String> some) {
        things.addAll(some);
    }

    /// In seconds; 0 where no field says anything.
    public int maxAge() {
        return maxAge == Integer.MAX_VALUE ? 0 : Math.max(0, maxAge);
    }

    /// Whether all of a tenant may be given the same.
    public boolean shared() {
        return shared;
    }

    public Set<String> things() {
        return Set.copyOf(things);
    }
}
