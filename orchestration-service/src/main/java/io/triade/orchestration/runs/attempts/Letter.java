package io.triade.orchestration.runs.attempts;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What one replica leaves in another's inbox.
sealed interface Letter {
    Pattern FORM = Pattern.compile("(cancel|drop|taken)#(\\d{1,9})#(.+)");

    String runId();

    /// End this run: its owner wants it.
    record Cancel(String runId) implements Letter {
        String text() {
            return "cancel#0#" + runId;
        }
    }

    /// End this run: the session that it is a turn of was deleted.
    record Drop(String runId) implements Letter {
        String text() {
            return "drop#0#" + runId;
        }
    }

    /// This run is worked on elsewhere now.
    ///
    /// @param attempts of the attempt that is over; a later one of the same replica is not meant
    record Taken(String runId, int attempts) implements Letter {
        String text() {
            return "taken#" + attempts + "#" + runId;
        }
    }

    /// What is no letter of ours, from an older or newer version perhaps, is passed over.
    static Optional<Letter> of(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) return Optional.empty();
        return Optional.of(
                switch (form.group(1)) {
                    case "cancel" -> new Cancel(form.group(3));
                    case "drop" -> new Drop(form.group(3));
                    default -> new Taken(form.group(3), Integer.parseInt(form.group(2)));
                });
    }
}
