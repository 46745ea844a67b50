package io.triade.orchestration.changes;

import io.triade.contracts.access.Principal;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.sessions.Session;
import io.triade.contracts.sessions.SyncItem;
import io.triade.contracts.sessions.SyncPage;
import io.triade.orchestration.changes.Entry.Change;
import io.triade.orchestration.changes.Numbering.Numbered;
import io.triade.orchestration.changes.Place.Following;
import io.triade.orchestration.changes.Place.Listing;
import io.triade.orchestration.paging.PageRequest;
import io.triade.orchestration.sessions.SessionTable;
import io.triade.orchestration.sessions.SessionsConfig;
import io.triade.orchestration.tables.Owner;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Brings a client that was offline up to date. Every change is told at least once after it was made, in the state that
/// the thing has by then; nothing is told of others' things. Blocks.
@ApplicationScoped
class Changes {
    /// Read at once; long answers end the page.
    private static final int CHUNK = 25;

    private static final int PAGE_CHARACTERS = 4_000_000;

    private final ChangeTable table;
    private final SessionTable sessions;
    private final Numbering numbering;
    private final Duration kept;

    Changes(ChangeTable table, SessionTable sessions, Numbering numbering, SessionsConfig config) {
        this.table = table;
        this.sessions = sessions;
        this.numbering = numbering;
        this.kept = config.changesKept();
    }

    /// @param wanted its cursor absent: all sessions, to begin with
    /// @throws ProblemException `invalid-field` for what is no cursor, `cursor-expired` for one that is too old
    SyncPage since(Principal principal, PageRequest wanted) {
        Owner owner = Owner.of(principal);
        Instant now = Instant.now();
        if (wanted.cursor() == null) {
            Numbered numbered = numbering.number(owner, table.open(owner, now));
            return list(owner, new Listing(now, numbered.last() + 1, null), wanted.limit());
        }
        Place place = Place.read(owner, wanted.cursor());
        if (place.told().plus(kept).isBefore(now)) throw expired();
        return switch (place) {
            case Listing listing -> list(owner, listing, wanted.limit());
            case Following following -> follow(owner, following, now, wanted.limit());
        };
    }

    private SyncPage list(Owner owner, Listing from, int limit) {
        var slice = sessions.all(owner, from.after(), limit);
        List<SyncItem> items = new ArrayList<>();
        for (Session session : slice.sessions()) items.add(new SyncItem.SessionChanged(session));
        Place next = slice.last() == null
                ? new Following(from.told(), from.from(), 0)
                : new Listing(from.told(), from.from(), slice.last());
        return new SyncPage(items, next.cursor(owner), slice.last() != null);
    }

    private SyncPage follow(Owner owner, Following from, Instant now, int limit) {
        var head = table.head(owner).orElseThrow(Changes::expired);
        Numbered numbered = numbering.number(owner, head);
        if (from.from() > numbered.last() + 1) throw expired();
        if (from.from() > numbered.last()) return page(owner, List.of(), told(from, numbered, now), numbered.more());
        var entries = table.entries(owner, from.from(), numbered.last(), limit);
        var items = new ArrayList<SyncItem>();
        List<Change> changes = changes(entries.entries(), from);
        int shown = shown(owner, changes.subList(0, Math.min(limit, changes.size())), items);
        if (shown < changes.size()) return page(owner, items, place(changes, shown, from), true);
        if (entries.more()) {
            long next = entries.entries().getLast().number() + 1;
            return page(owner, items, new Following(from.told(), next, 0), true);
        }
        var next = new Following(from.told(), numbered.last() + 1, 0);
        return page(owner, items, told(next, numbered, now), numbered.more());
    }

    /// Who knows everything may stay away for the whole time again; who does not, only for what is left of it, since
    /// what they have yet to hear of may be that old.
    private static Following told(Following next, Numbered numbered, Instant now) {
        return numbered.more() ? next : new Following(now, next.from(), next.shown());
    }

    private static List<Change> changes(List<Entry> entries, Following from) {
        var changes = new ArrayList<Change>();
        for (Entry entry : entries) {
            int first = entry.number() == from.from()
                    ? Math.min(from.shown(), entry.refs().size())
                    : 0;
            for (int i = first; i < entry.refs().size(); i++) {
                changes.add(new Change(entry.number(), entry.refs().get(i)));
            }
        }
        return changes;
    }

    /// @return how many of the changes the page has room for
    private int shown(Owner owner, List<Change> changes, List<SyncItem> items) {
        int characters = 0;
        int shown = 0;
        while (shown < changes.size() && characters <= PAGE_CHARACTERS) {
            var chunk = changes.subList(shown, Math.min(shown + CHUNK, changes.size()));
            for (var item : table.read(owner, chunk)) {
                if (characters > PAGE_CHARACTERS) break;
                item.ifPresent(items::add);
                characters += item.map(Changes::characters).orElse(0);
                shown++;
            }
        }
        return shown;
    }

    private static int characters(SyncItem item) {
        return item instanceof SyncItem.TurnChanged turn
                ? turn.turn().input().length() + turn.turn().output().length()
                : 0;
    }

    /// Before the first change that was not shown.
    private static Following place(List<Change> changes, int shown, Following from) {
        long number = changes.get(shown).number();
        int before = 0;
        for (int i = 0; i < shown; i++) {
            if (changes.get(i).number() == number) before++;
        }
        return new Following(from.told(), number, before + (number == from.from() ? from.shown() : 0));
    }

    private static SyncPage page(Owner owner, List<SyncItem> items, Following next, boolean more) {
        return new SyncPage(items, next.cursor(owner), more);
    }

    private static ProblemException expired() {
        return new ProblemException(
                ProblemType.CURSOR_EXPIRED,
                "What was deleted since then can no longer be told; begin anew without `since` and drop what does not come back.");
    }
}
