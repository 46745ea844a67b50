package io.triade.contracts.problems;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An error as RFC 9457 sends it, with our extensions: the trace to look for, the fields that were wrong and the state
/// that stands in the way.
///
/// @param type full path of the page that explains it, `/problems/<slug>`
/// @param detail what was wrong, with the value, and the way out
/// @param current of a `version-conflict`: what is there now, a session or the tombstone of one
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        @Nullable String detail,
        @Nullable String traceId,
        List<FieldError> errors,
        @Nullable Map<String, Object> current) {
    public Problem {
        errors = errors == null ? List.of() : List.copyOf(errors);
        current = current == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(current));
    }

    public Problem(
            String type,
            String title,
            int status,
            @Nullable String detail,
            @Nullable String traceId,
            List<FieldError> errors) {
        this(type, title, status, detail, traceId, errors, null);
    }

    /// One invalid field.
    ///
    /// @param pointer JSON Pointer (RFC 6901) into the request body, or the name of a query or header parameter
    public record FieldError(String pointer, String detail) {}

    public static Problem of(ProblemType type, String detail, @Nullable String traceId) {
        return new Problem(type.path(), type.title(), type.status(), detail, traceId, List.of());
    }
}
