package io.triade.orchestration.runlog;

import io.triade.orchestration.tables.Owner;

/// Where a run is: its owner's partition, tenant first, and its id.
public record RunKey(String owner, String id) {
    public static RunKey of(Owner owner, String id) {
        return new RunKey(owner.key(), id);
    }

    /// Partition of the log, and name of the channel that carries what is new in it.
    public String partition() {
        return owner + "#" + id;
    }

    @Override
    public String toString() {
        return partition();
    }
}
