package io.triade.orchestration.tables;

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
        return new Owner(principal.ownerKey());
    }

    /// The tenant alone, as keys hold it; for what all of a tenant share.
    public static String tenantOf(Principal principal) {
        return principal.tenantKey();
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
