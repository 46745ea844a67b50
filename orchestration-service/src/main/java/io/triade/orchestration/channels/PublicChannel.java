package io.triade.orchestration.channels;

import io.triade.contracts.access.Principal;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.orchestration.tables.Owner;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A channel that callers can name, as `kind:name`. The tenant is always part of where it really is, so that the same
/// name in two tenants is two channels.
///
/// @param kind says who may do what
/// @param name as the caller writes it, kind included
record PublicChannel(Kind kind, String name) {
    private static final Pattern FORM = Pattern.compile("([a-z]{1,16}):([A-Za-z0-9._-]{1,120})");

    /// Who may listen and who may speak. What is not listed here is denied.
    enum Kind {
        /// The principal alone, on all its connections.
        ME(true),
        /// Every principal of the tenant.
        SHARED(true),
        /// The owner of that session; only this service speaks.
        SESSION(false);

        private final boolean callersSpeak;

        Kind(boolean callersSpeak) {
            this.callersSpeak = callersSpeak;
        }

        static Optional<Kind> of(String word) {
            for (Kind kind : values()) {
                if (kind.name().toLowerCase(Locale.ROOT).equals(word)) return Optional.of(kind);
            }
            return Optional.empty();
        }
    }

    /// @throws ProblemException `invalid-field` for what is no name, `forbidden` for an unknown kind
    static PublicChannel of(String name) {
        Matcher form = FORM.matcher(name);
        if (!form.matches()) {
            throw ProblemException.invalidField(
                    "channel", "must be a kind and a name of letters, digits, . _ -, as me:x");
        }
        Kind kind = Kind.of(form.group(1))
                .orElseThrow(() -> new ProblemException(
                        ProblemType.FORBIDDEN,
                        "There are channels me:…, shared:… and session:…; " + form.group(1) + ": is none of them."));
        return new PublicChannel(kind, name);
    }

    static PublicChannel ofSession(String sessionId) {
        return new PublicChannel(Kind.SESSION, "session:" + sessionId);
    }

    /// What comes after the kind.
    String rest() {
        return name.substring(name.indexOf(':') + 1);
    }

    /// @throws ProblemException `forbidden` where callers only listen
    void refuseSpeaking() {
        if (!kind.callersSpeak) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN, "On channel " + name + " only the service itself speaks; you may listen.");
        }
    }

    /// Where it really is for a principal.
    String place(Principal principal) {
        return switch (kind) {
            case ME, SESSION -> place(Owner.of(principal));
            case SHARED -> "public#" + Owner.tenantOf(principal) + "#" + name;
        };
    }

    String place(Owner owner) {
        return "public#" + owner.key() + "#" + name;
    }
}
