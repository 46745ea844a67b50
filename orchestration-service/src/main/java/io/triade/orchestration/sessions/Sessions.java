package io.triade.orchestration.sessions;

import static java.time.temporal.ChronoUnit.MILLIS;

import com.github.f4b6a3.ulid.UlidCreator;
import io.triade.contracts.access.Principal;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.sessions.Resolution;
import io.triade.contracts.sessions.Session;
import io.triade.contracts.sessions.SessionChange;
import io.triade.contracts.sessions.SessionPage;
import io.triade.orchestration.paging.Cursor;
import io.triade.orchestration.paging.PageRequest;
import io.triade.orchestration.tables.Owner;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What an owner can do with a session. Another owner's session is not found, never forbidden: its id tells nothing.
@ApplicationScoped
public class Sessions {
    private static final Pattern ID = Pattern.compile("s_[0-9a-z]{26}");
    private static final TextRule TITLE = new TextRule("/title", 200);
    private static final TextRule MODEL = new TextRule("/model", 256);

    private final SessionTable table;
    private final Conflicts conflicts;
    private final Event<TurnsRemoved> removed;

    Sessions(SessionTable table, Conflicts conflicts, Event<TurnsRemoved> removed) {
        this.table = table;
        this.conflicts = conflicts;
        this.removed = removed;
    }

    Session create(Principal principal, SessionChange wanted) {
        String id = "s_" + UlidCreator.getMonotonicUlid().toString().toLowerCase(Locale.ROOT);
        return create(principal, id, wanted).session();
    }

    /// @param fresh false when the very same session was created before
    record Created(Session session, boolean fresh) {}

    /// Under an id that the caller chose, perhaps long before it could be sent. As often as it takes: creating the
    /// same session again changes nothing and answers with what has become of it.
    ///
    /// @throws ProblemException `version-conflict` for an id that was given to something else, or to one that is
    ///     deleted
    Created create(Principal principal, String id, SessionChange wanted) {
        check(wanted);
        if (!ID.matcher(id).matches()) {
            throw ProblemException.invalidField("sessionId", "must be s_ and a ULID in lower case");
        }
        Owner owner = Owner.of(principal);
        Instant now = Instant.now().truncatedTo(MILLIS);
        var session = new Session(id, wanted.title(), wanted.model(), now, now, 1);
        if (table.add(owner, session)) return new Created(session, true);
        return switch (table.state(owner, id).orElseThrow(() -> absent(id))) {
            case SessionState.Deleted deleted -> throw conflicts.of(deleted.tombstone());
            case SessionState.Live live -> {
                if (!live.createdAs().equals(SessionItems.digest(wanted))) throw conflicts.taken(live.session());
                yield new Created(live.session(), false);
            }
        };
    }

    /// @throws ProblemException `not-found`
    public Session get(Principal principal, String id) {
        if (!ID.matcher(id).matches()) throw absent(id);
        return table.find(Owner.of(principal), id).orElseThrow(() -> absent(id));
    }

    SessionPage page(Principal principal, PageRequest wanted) {
        Owner owner = Owner.of(principal);
        String list = "sessions " + owner;
        Session after = wanted.cursor() == null ? null : place(Cursor.position(list, wanted.cursor()));
        List<Session> found = table.page(owner, after, wanted.limit() + 1);
        if (found.size() <= wanted.limit()) return new SessionPage(found, null);
        List<Session> shown = found.subList(0, wanted.limit());
        Session last = shown.getLast();
        return new SessionPage(shown, Cursor.of(list, last.updatedAt().toEpochMilli() + " " + last.id()));
    }

    /// @param base absent: the change is made on whatever is there
    /// @throws ProblemException `version-conflict` with what is there instead
    Session change(Principal principal, String id, SessionChange change, @Nullable Base base) {
        if (change.title() == null && change.model() == null) {
            throw ProblemException.invalidField("", "changes nothing; send title, model or both");
        }
        check(change);
        if (!ID.matcher(id).matches()) throw absent(id);
        Owner owner = Owner.of(principal);
        Instant now = Instant.now().truncatedTo(MILLIS);
        return table.change(owner, id, change, now, base).orElseGet(() -> refused(owner, id, change, base));
    }

    private Session refused(Owner owner, String id, SessionChange change, @Nullable Base base) {
        if (base == null) throw absent(id);
        return switch (table.state(owner, id).orElseThrow(() -> absent(id))) {
            case SessionState.Deleted deleted -> throw conflicts.of(deleted.tombstone());
            case SessionState.Live live -> {
                if (!Conflicts.already(live.session(), change)) throw conflicts.of(live.session(), base);
                yield live.session();
            }
        };
    }

    /// Takes its turns along. If it breaks off in the middle, nobody finds the session any more and the same call ends
    /// the work.
    ///
    /// @throws ProblemException `version-conflict` when it has changed since the base
    void delete(Principal principal, String id, @Nullable Base base) {
        if (base != null && base.resolution() == Resolution.MERGE) {
            throw ProblemException.invalidField("resolution", "cannot be merge: nothing is left to merge with");
        }
        Owner owner = Owner.of(principal);
        if (!ID.matcher(id).matches()) throw absent(id);
        if (!table.markDeleted(owner, id, Instant.now(), base) && emptied(owner, id, base)) return;
        table.remove(owner, id, turns -> removed.fire(new TurnsRemoved(owner, turns)));
    }

    /// Two who delete the same session agree.
    private boolean emptied(Owner owner, String id, @Nullable Base base) {
        if (base == null) throw absent(id);
        return switch (table.state(owner, id).orElseThrow(() -> absent(id))) {
            case SessionState.Deleted deleted -> deleted.emptied();
            case SessionState.Live live -> throw conflicts.of(live.session(), base);
        };
    }

    /// A model's name as callers may write it; whether it exists is the prompt tier's to say.
    public static void checkModel(@Nullable String model) {
        if (model != null) MODEL.check(model);
    }

    public static ProblemException absent(String id) {
        String shown = id.length() <= 60 ? id : id.substring(0, 60) + "…";
        return new ProblemException(ProblemType.NOT_FOUND, "There is no session " + shown + ".");
    }

    private static void check(SessionChange change) {
        if (change.title() != null) TITLE.check(change.title());
        checkModel(change.model());
    }

    private static Session place(String position) {
        int space = position.indexOf(' ');
        if (space < 1 || !ID.matcher(position.substring(space + 1)).matches()) throw Cursor.refused();
        try {
            Instant used = Instant.ofEpochMilli(Long.parseLong(position.substring(0, space)));
            return new Session(position.substring(space + 1), null, null, used, used, 0);
        } catch (NumberFormatException | DateTimeException forged) {
            throw Cursor.refused();
        }
    }
}
