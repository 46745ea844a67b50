package io.triade.orchestration.sessions;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.sessions.Session;
import io.triade.contracts.sessions.SessionChange;
import io.triade.contracts.sessions.Tombstone;
import jakarta.inject.Singleton;
import java.util.Map;

/// Says what stands in the way of a change, with the state that does.
@Singleton
class Conflicts {
    private static final TypeReference<Map<String, Object>> DOCUMENT = new TypeReference<>() {};

    private final ObjectMapper mapper;

    Conflicts(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    ProblemException of(Session current, Base base) {
        return conflict(
                "Session %s is at version %d, your change was made on %d. See `current`, then send it with that version, or choose a resolution."
                        .formatted(current.id(), current.version(), base.version()),
                current);
    }

    ProblemException of(Tombstone current) {
        return conflict(
                "Session %s was deleted at %s and stays so; to keep your side create one under a new id."
                        .formatted(current.id(), current.deletedAt()),
                current);
    }

    ProblemException taken(Session current) {
        return conflict(
                "There is a session %s that was created otherwise; take a new id or change that one."
                        .formatted(current.id()),
                current);
    }

    /// RFC 9110, 13.1.1: a change that has already been made is no conflict, be it by an earlier try of the same
    /// caller.
    static boolean already(Session current, SessionChange change) {
        return (change.title() == null || change.title().equals(current.title()))
                && (change.model() == null || change.model().equals(current.model()));
    }

    private ProblemException conflict(String detail, Object current) {
        return ProblemException.versionConflict(detail, mapper.convertValue(current, DOCUMENT));
    }
}
