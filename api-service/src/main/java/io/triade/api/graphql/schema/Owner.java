package io.triade.api.graphql.schema;

import io.triade.contracts.access.Principal;

/// Whose something is.
record Owner(String tenant, String subject) {
    static Owner of(Principal principal) {
        return new Owner(principal.tenant(), principal.subject());
    }
}
