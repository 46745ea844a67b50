package io.triade.contracts.problems;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An error as RFC 9457 sends it, with our two extensions: the trace to look for and the fields that were wrong.
///
/// @param type full path of the page that explains it, `/problems/<slug>`
/// @param detail what was wrong, with the value, and the way out
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        @Nullable String detail,
        @Nullable String traceId,
        List<FieldError> errors) {
    public Problem {
        errors = errors == null ? List.of() : List.copyOf(errors);
    }

    /// One invalid field.
    ///
    /// @param pointer JSON Pointer (RFC 6901) into the request body, or the name of a query or header parameter
    public record FieldError(String pointer, String detail) {}

    public static Problem of(ProblemType type, String detail, @Nullable String traceId) {
        return new Problem(type.path(), type.title(), type.status(), detail, traceId, List.of());
    }
}
