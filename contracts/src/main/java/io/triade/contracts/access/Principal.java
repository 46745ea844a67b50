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
}
