package io.triade.orchestration.sessions;

import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.sessions.Resolution;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The version that a caller's change was made on, and what is to become of it where that is no longer the current one.
public record Base(long version, Resolution resolution) {
    private static final Pattern TAG = Pattern.compile("\"(\\d{1,18})\"");

    /// @param ifMatch one ETag as a session had it; absent or `*`: the change is made on whatever is there
    /// @throws ProblemException `invalid-field` for what is neither, and for a resolution without a base
    public static @Nullable Base of(@Nullable String ifMatch, @Nullable String resolution) {
        if (ifMatch == null || ifMatch.equals("*")) {
            if (resolution == null) return null;
            throw ProblemException.invalidField("resolution", "needs the version you changed, in If-Match");
        }
        var tag = TAG.matcher(ifMatch);
        if (!tag.matches()) {
            throw ProblemException.invalidField("if-match", "must be one ETag of a session, like \"7\", or *");
        }
        return new Base(Long.parseLong(tag.group(1)), chosen(resolution));
    }

    private static Resolution chosen(@Nullable String word) {
        if (word == null) return Resolution.FAIL;
        return switch (word) {
            case "fail" -> Resolution.FAIL;
            case "overwrite" -> Resolution.OVERWRITE;
            case "merge" -> Resolution.MERGE;
            default -> throw ProblemException.invalidField("resolution", "must be fail, overwrite or merge");
        };
    }
}
