package io.triade.contracts.problems;

import io.triade.contracts.problems.Problem.FieldError;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The one exception of the suite: a problem type, what was wrong and, where known, which fields.
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemType type;
    private final transient List<FieldError> errors;
    private final transient @Nullable Map<String, Object> current;

    public ProblemException(ProblemType type, String detail) {
        this(type, detail, List.of(), null, null);
    }

    public ProblemException(ProblemType type, String detail, @Nullable Throwable cause) {
        this(type, detail, List.of(), null, cause);
    }

    private ProblemException(
            ProblemType type,
            String detail,
            List<FieldError> errors,
            @Nullable Map<String, Object> current,
            @Nullable Throwable cause) {
        super(detail, cause);
        this.type = type;
        this.errors = List.copyOf(errors);
        this.current = current;
    }

    /// A change that was made on a state which is no longer there.
    ///
    /// @param current what is there, as its own document shows it
    public static ProblemException versionConflict(String detail, Map<String, Object> current) {
        return new ProblemException(ProblemType.VERSION_CONFLICT, detail, List.of(), current, null);
    }

    /// A body that is valid JSON but has one wrong field.
    public static ProblemException invalidField(String pointer, String detail) {
        return new ProblemException(
                ProblemType.INVALID_FIELD,
                (pointer.isEmpty() ? "The body" : pointer) + " " + detail + (detail.endsWith(".") ? "" : "."),
                List.of(new FieldError(pointer, detail)),
                null,
                null);
    }

    /// The problem another tier answered with, passed on as it was said.
    public static ProblemException passedOn(Problem problem) {
        ProblemType type = ProblemType.ofPath(problem.type()).orElse(ProblemType.UPSTREAM_FAILED);
        String detail = problem.detail() == null ? problem.title() : problem.detail();
        return new ProblemException(type, detail, problem.errors(), problem.current(), null);
    }

    public ProblemType type() {
        return type;
    }

    public Problem problem(@Nullable String traceId) {
        return new Problem(type.path(), type.title(), type.status(), getMessage(), traceId, errors, current);
    }
}
