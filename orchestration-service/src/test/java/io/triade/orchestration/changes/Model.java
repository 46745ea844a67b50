package io.triade.orchestration.changes;

import io.triade.orchestration.changes.Mutation.Create;
import io.triade.orchestration.changes.Mutation.Delete;
import io.triade.orchestration.changes.Mutation.Edit;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the server is to do, in a page of Java: the rules of versions and resolutions over one map.
final class Model {
    final Map<String, Entry> entries = new TreeMap<>();

    /// One session, or what is left of it.
    record Entry(@Nullable String title, @Nullable String model, Versions versions, boolean deleted) {}

    /// @param all of the session
    /// @param title when the title was last set
    /// @param model when the model was last set
    record Versions(long all, long title, long model) {}

    /// @return the status that the server must answer with
    int apply(Mutation mutation) {
        Entry now = entries.get(mutation.id());
        return switch (mutation) {
            case Create create -> create(create, now);
            case Edit edit -> edit(edit, now);
            case Delete delete -> delete(delete, now);
        };
    }

    private int create(Create create, @Nullable Entry now) {
        if (now != null) return now.deleted() ? 412 : 200;
        entries.put(create.id(), new Entry(create.title(), null, new Versions(1, 1, 0), false));
        return 201;
    }

    private int edit(Edit edit, @Nullable Entry now) {
        if (now == null) return 404;
        if (now.deleted()) return 412;
        Versions versions = now.versions();
        boolean allowed =
                switch (edit.resolution()) {
                    case "fail" -> versions.all() == edit.base();
                    case "merge" ->
                        (edit.title() == null || versions.title() <= edit.base())
                                && (edit.model() == null || versions.model() <= edit.base());
                    default -> true;
                };
        if (!allowed) return already(edit, now) ? 200 : 412;
        long next = versions.all() + 1;
        entries.put(
                edit.id(),
                new Entry(
                        edit.title() == null ? now.title() : edit.title(),
                        edit.model() == null ? now.model() : edit.model(),
                        new Versions(
                                next,
                                edit.title() == null ? versions.title() : next,
                                edit.model() == null ? versions.model() : next),
                        false));
        return 200;
    }

    private static boolean already(Edit edit, Entry now) {
        return (edit.title() == null || Objects.equals(edit.title(), now.title()))
                && (edit.model() == null || Objects.equals(edit.model(), now.model()));
    }

    private int delete(Delete delete, @Nullable Entry now) {
        if (now == null) return 404;
        if (now.deleted()) return 204;
        if (delete.resolution().equals("fail") && now.versions().all() != delete.base()) return 412;
        entries.put(
                delete.id(), new Entry(null, null, new Versions(now.versions().all() + 1, 0, 0), true));
        return 204;
    }
}
