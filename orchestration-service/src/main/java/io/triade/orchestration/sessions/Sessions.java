package io.triade.orchestration.sessions;

import static java.time.temporal.ChronoUnit.MILLIS;

import com.github.f4b6a3.ulid.UlidCreator;
import io.triade.contracts.access.Principal;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.sessions.Session;
import io.triade.contracts.sessions.SessionChange;
import io.triade.contracts.sessions.SessionPage;
import io.triade.orchestration.paging.Cursor;
import io.triade.orchestration.paging.PageRequest;
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
    private final Event<TurnsRemoved> removed;

    Sessions(SessionTable table, Event<TurnsRemoved> removed) {
        this.table = table;
        this.removed = removed;
    }

    Session create(Principal principal, SessionChange wanted) {
        check(wanted);
        Instant now = Instant.now().truncatedTo(MILLIS);
        String id = "s_" + UlidCreator.getMonotonicUlid().toString().toLowerCase(Locale.ROOT);
        var session = new Session(id, wanted.title(), wanted.model(), now, now);
        table.add(Owner.of(principal), session);
        return session;
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

    Session change(Principal principal, String id, SessionChange change) {
        if (change.title() == null && change.model() == null) {
            throw ProblemException.invalidField("", "changes nothing; send title, model or both");
        }
        check(change);
        if (!ID.matcher(id).matches()) throw absent(id);
        return table.change(Owner.of(principal), id, change, Instant.now().truncatedTo(MILLIS))
                .orElseThrow(() -> absent(id));
    }

    /// Takes its turns along. If it breaks off in the middle, nobody finds the session any more and the same call ends
    /// the work.
    void delete(Principal principal, String id) {
        Owner owner = Owner.of(principal);
        if (!ID.matcher(id).matches() || !table.markDeleted(owner, id, Instant.now())) throw absent(id);
        table.remove(owner, id, turns -> removed.fire(new TurnsRemoved(owner, turns)));
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
            return new Session(position.substring(space + 1), null, null, used, used);
        } catch (NumberFormatException | DateTimeException forged) {
            throw Cursor.refused();
        }
    }
}
