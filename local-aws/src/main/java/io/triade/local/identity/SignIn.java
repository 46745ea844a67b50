package io.triade.local.identity;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;

/// A user who signed in, and what the application may do in their name. The session binds all tokens that came
/// of it.
record SignIn(DemoUser user, SequencedSet<String> scopes, Optional<String> nonce, Instant at, String session) {
    SignIn {
        scopes = new LinkedHashSet<>(scopes);
    }

    /// The same sign-in with fewer scopes; what renews it has no nonce.
    SignIn renewed(Set<String> fewer) {
        var kept = new LinkedHashSet<>(scopes);
        kept.retainAll(fewer);
        return new SignIn(user, kept, Optional.empty(), at, session);
    }

    boolean mayRenew() {
        return scopes.contains("offline_access");
    }

    String scope() {
        return String.join(" ", scopes);
    }
}
