package io.triade.orchestration.sessions;

import io.triade.contracts.access.Principal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Whose data it is: the beginning of every key, tenant first. Only a principal makes one, so no query can be written
/// without one.
public final class Owner {
    private final String key;

    private Owner(String key) {
        this.key = key;
    }

    public static Owner of(Principal principal) {
        return new Owner(escaped(principal.tenant()) + "#" + escaped(principal.subject()));
    }

    /// The tenant alone, as keys hold it; for what all of a tenant share.
    public static String tenantOf(Principal principal) {
        return escaped(principal.tenant());
    }

    /// Partition of this owner's sessions.
    public String key() {
        return key;
    }

    /// Partition of what is in one session.
    public String sessionKey(String sessionId) {
        return key + "#" + sessionId;
    }

    /// Partition of the owner's numbered changes; no session's id is like it.
    public String changesKey() {
        return key + "#changes";
    }

    /// Without it, tenant `a` with subject `b#c` would be tenant `a#b` with subject `c`.
    private static String escaped(String part) {
        return part.replace("%", "%25").replace("#", "%23");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Owner owner && owner.key.equals(key);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(key);
    }

    @Override
    public String toString() {
        return key;
    }
}
