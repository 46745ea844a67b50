package io.triade.api.openai.runs;

import com.github.f4b6a3.ulid.Ulid;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import java.time.Instant;
import java.util.regex.Pattern;

/// A run's id in the words of this door, and back: what was started at any door can be read at this one.
public final class Ids {
    public static final String RESPONSE = "resp_";
    public static final String COMPLETION = "chatcmpl-";
    public static final String MESSAGE = "msg_";
    public static final String CALL = "fc_";

    private static final Pattern RUN = Pattern.compile("r_[0-9a-hjkmnp-tv-z]{26}");

    private Ids() {}

    public static String response(String runId) {
        return RESPONSE + runId;
    }

    /// @throws ProblemException `not-found` where the id can be none of ours
    public static String run(String prefix, String id) {
        if (isRun(prefix, id)) return id.substring(prefix.length());
        String shown = id.length() <= 60 ? id : id.substring(0, 60) + "…";
        throw new ProblemException(ProblemType.NOT_FOUND, "There is nothing with the id '" + shown + "'.");
    }

    public static boolean isRun(String prefix, String id) {
        return id.startsWith(prefix)
                && RUN.matcher(id.substring(prefix.length())).matches();
    }

    /// In seconds; the id itself says it, so that every reader of a run is told the same.
    public static long createdAt(String runId) {
        if (!RUN.matcher(runId).matches()) return Instant.now().getEpochSecond();
        return Ulid.from(runId.substring(2)).getInstant().getEpochSecond();
    }
}
