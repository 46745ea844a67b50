package io.triade.contracts.access;

import java.util.Set;

/// Who is calling, as the edge established it: the only identity the inner tiers know.
///
/// @param tenant the customer whose data and money this is; part of every key
/// @param subject the user or key within that tenant
public record Principal(String tenant, String subject, Set<String> roles, Set<String> scopes, Set<String> groups) {
    public Principal {
        if (tenant.isBlank()) throw new IllegalArgumentException("tenant must not be blank");
        if (subject.isBlank()) throw new IllegalArgumentException("subject must not be blank");
        roles = Set.copyOf(roles);
        scopes = Set.copyOf(scopes);
        groups = Set.copyOf(groups);
    }

    /// Tenant and subject in one word: the owner's name in keys and in what tiers tell each other.
    public String ownerKey() {
        return tenantKey() + "#" + escaped(subject);
    }

    /// The tenant alone, as that word has it.
    public String tenantKey() {
        return escaped(tenant);
    }

    /// Without it, tenant `a` with subject `b#c` would be tenant `a#b` with subject `c`.
    private static String escaped(String part) {
        return part.replace("%", "%25").replace("#", "%23");
    }
}
