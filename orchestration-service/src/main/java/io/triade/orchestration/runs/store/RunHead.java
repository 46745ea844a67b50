package io.triade.orchestration.runs.store;

import io.triade.contracts.access.Principal;
import io.triade.contracts.runs.OnDisconnect;
import io.triade.contracts.runs.OnInterruption;
import io.triade.defaults.calls.Call;
import io.triade.orchestration.runlog.RunKey;
import io.triade.orchestration.tables.Owner;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What never changes about a run.
///
/// @param principal who asked, so that another replica can go on in the same name
/// @param sessionId the conversation it is a turn of, if any
/// @param model as asked for
/// @param digest of the request, so that the same start can be told from another one
/// @param idempotency sort key of the item that holds its idempotency key, if it was given one
/// @param deadline after this it fails
/// @param expiresAt after this it is forgotten
/// @param metadata as its start gave it
public record RunHead(
        String id,
        Principal principal,
        @Nullable String sessionId,
        @Nullable String model,
        OnDisconnect onDisconnect,
        OnInterruption onInterruption,
        String traceId,
        String digest,
        @Nullable String idempotency,
        Instant createdAt,
        Instant deadline,
        Instant expiresAt,
        Map<String, String> metadata) {
    public RunKey key() {
        return RunKey.of(owner(), id);
    }

    public Owner owner() {
        return Owner.of(principal);
    }

    public Call call() {
        return new Call(principal, traceId, deadline);
    }
}
