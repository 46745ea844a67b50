package io.triade.orchestration.paging;

import io.triade.contracts.problems.ProblemException;
import org.jspecify.annotations.Nullable;

/// Which page of a list a caller asks for.
///
/// @param cursor as an earlier page gave it; absent: the first page
public record PageRequest(int limit, @Nullable String cursor) {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;

    /// Reads the two query parameters; strings, because a framework answers 404 to a number it cannot read.
    ///
    /// @throws ProblemException `invalid-field` naming `limit`
    public static PageRequest of(@Nullable String limit, @Nullable String cursor) {
        if (limit == null) return new PageRequest(DEFAULT_LIMIT, cursor);
        int wanted = limit.length() <= 3 && !limit.isEmpty() && limit.chars().allMatch(PageRequest::digit)
                ? Integer.parseInt(limit)
                : 0;
        if (wanted < 1 || wanted > MAX_LIMIT) {
            String found = limit.length() <= 20 ? limit : limit.substring(0, 20) + "…";
            throw ProblemException.invalidField(
                    "limit", "must be a whole number from 1 to " + MAX_LIMIT + ", was " + found);
        }
        return new PageRequest(wanted, cursor);
    }

    private static boolean digit(int character) {
        return character >= '0' && character <= '9';
    }
}
