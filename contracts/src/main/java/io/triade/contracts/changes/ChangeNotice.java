package io.triade.contracts.changes;

import io.triade.contracts.access.Principal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// That things of one owner are no longer as they were, for whoever may have kept an answer that shows them. May be
/// lost.
///
/// @param owner whose, as `Principal.ownerKey` writes it; empty where nothing changed and the teller only says that
///     it is there
/// @param things by the names below
public record ChangeNotice(String owner, List<String> things) {
    /// Where the orchestration tier tells them.
    public static final String PATH = "/internal/change-notices";

    /// Whom they are told. No tenant of a caller's can have this name.
    public static final Principal LISTENER = new Principal("#edge", "change-notices", Set.of(), Set.of(), Set.of());

    /// The teller is there.
    public static final ChangeNotice ALIVE = new ChangeNotice("", List.of());

    /// Every list of the owner's runs.
    public static final String RUNS = "runs";

    /// Every list of the owner's sessions.
    public static final String SESSIONS = "sessions";

    public ChangeNotice {
        things = List.copyOf(things);
    }

    /// A run began, moved on, ended or went; where it is a turn, its session shows it.
    public static ChangeNotice ofRun(String owner, String id, @Nullable String sessionId) {
        return new ChangeNotice(
                owner,
                sessionId == null ? List.of(run(id), RUNS) : List.of(run(id), RUNS, session(sessionId), SESSIONS));
    }

    /// A session began or changed.
    public static ChangeNotice ofSession(String owner, String id) {
        return new ChangeNotice(owner, List.of(session(id), SESSIONS));
    }

    /// A session went, and what was in it.
    public static ChangeNotice ofSessionGone(String owner, String id) {
        return new ChangeNotice(owner, List.of(session(id), SESSIONS, within(id), RUNS));
    }

    public static String run(String id) {
        return "run:" + id;
    }

    /// A session's own fields and the list of its turns.
    public static String session(String id) {
        return "session:" + id;
    }

    /// Everything that is in a session and goes with it.
    public static String within(String sessionId) {
        return "within:" + sessionId;
    }
}
