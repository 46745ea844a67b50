package io.triade.contracts.sessions;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One conversation of one principal.
///
/// @param title absent until the first turn ended or the owner named it
/// @param version 1 at first, more after each change of what is shown here; also its ETag
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Session(
        String id,
        @Nullable String title,
        @Nullable String model,
        Instant createdAt,
        Instant updatedAt,
        long version) {}
