package io.triade.orchestration.changes;

import io.triade.contracts.problems.ProblemException;
import io.triade.orchestration.paging.Cursor;
import io.triade.orchestration.tables.Owner;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How far a client has come: through the list of everything that it begins with, or through the changes after it.
sealed interface Place {
    /// When this client last knew everything.
    Instant told();

    /// In the list of all sessions.
    ///
    /// @param from number of the first change that the list may not show
    /// @param after id of the last session shown
    record Listing(Instant told, long from, @Nullable String after) implements Place {}

    /// In the changes.
    ///
    /// @param from number of the first entry that was not shown whole
    /// @param shown how many of that entry were
    record Following(Instant told, long from, int shown) implements Place {}

    Pattern LISTING = Pattern.compile("b (\\d{1,12}) (\\d{1,18})(?: (s_[0-9a-z]{26}))?");
    Pattern FOLLOWING = Pattern.compile("d (\\d{1,12}) (\\d{1,18}) (\\d{1,4})");

    default String cursor(Owner owner) {
        String position =
                switch (this) {
                    case Listing(Instant told, long from, String after) ->
                        "b %d %d%s".formatted(told.getEpochSecond(), from, after == null ? "" : " " + after);
                    case Following(Instant told, long from, int shown) ->
                        "d %d %d %d".formatted(told.getEpochSecond(), from, shown);
                };
        return Cursor.of(list(owner), position);
    }

    /// @throws ProblemException `invalid-field` naming `since`
    static Place read(Owner owner, String cursor) {
        String position;
        try {
            position = Cursor.position(list(owner), cursor);
        } catch (ProblemException foreign) {
            throw refused();
        }
        var listing = LISTING.matcher(position);
        if (listing.matches()) {
            return new Listing(second(listing.group(1)), Long.parseLong(listing.group(2)), listing.group(3));
        }
        var following = FOLLOWING.matcher(position);
        if (!following.matches()) throw refused();
        return new Following(
                second(following.group(1)), Long.parseLong(following.group(2)), Integer.parseInt(following.group(3)));
    }

    private static Instant second(String digits) {
        return Instant.ofEpochSecond(Long.parseLong(digits));
    }

    private static String list(Owner owner) {
        return "changes " + owner;
    }

    private static ProblemException refused() {
        return ProblemException.invalidField(
                "since", "is no cursor of your changes; use `cursor` of your last page as it was, or leave it out");
    }
}
