package io.triade.orchestration.sessions;

import io.triade.orchestration.tables.Owner;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/// The attributes by which the write that changes an item also puts it among its owner's changes that have no number
/// yet. It costs no write and contends with nothing; whoever reads the changes numbers them (ADR 13).
public final class ChangeMark {
    /// The index that finds marked items.
    public static final String INDEX = "changes";

    public static final String OWNER = "changedPk";
    public static final String AT = "changedAt";

    /// The number of the last change of an item that has one.
    public static final String NUMBER = "changeNumber";

    /// Sorts as text as it does in time, which `Instant.toString` does not.
    static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private ChangeMark() {}

    public static Map<String, String> of(Owner owner, Instant now) {
        return Map.of(OWNER, owner.key(), AT, at(now));
    }

    public static String at(Instant instant) {
        return MILLIS.format(instant);
    }
}
