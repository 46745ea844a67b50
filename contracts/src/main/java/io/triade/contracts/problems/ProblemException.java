package io.triade.contracts.problems;

import io.triade.contracts.problems.Problem.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one exception of the suite: a problem type, what was wrong and, where known, which fields.
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemType type;
    private final transient List<FieldError> errors;

    public ProblemException(ProblemType type, String detail) {
        this(type, detail, List.of(), null);
    }

    public ProblemException(ProblemType type, String detail, @Nullable Throwable cause) {
        this(type, detail, List.of(), cause);
    }

    private ProblemException(ProblemType type, String detail, List<FieldError> errors, @Nullable Throwable cause) {
        super(detail, cause);
        this.type = type;
        this.errors = List.copyOf(errors);
    }

    /// A body that is valid JSON but has one wrong field.
    public static ProblemException invalidField(String pointer, String detail) {
        return new ProblemException(
                ProblemType.INVALID_FIELD,
                (pointer.isEmpty() ? "The body" : pointer) + " " + detail + (detail.endsWith(".") ? "" : "."),
                List.of(new FieldError(pointer, detail)),
                null);
    }

    /// The problem another tier answered with, passed on as it was said.
    public static ProblemException passedOn(Problem problem) {
        ProblemType type = ProblemType.ofPath(problem.type()).orElse(ProblemType.UPSTREAM_FAILED);
        String detail = problem.detail() == null ? problem.title() : problem.detail();
        return new ProblemException(type, detail, problem.errors(), null);
    }

    public ProblemType type() {
        return type;
    }

    public Problem problem(@Nullable String traceId) {
        return new Problem(type.path(), type.title(), type.status(), getMessage(), traceId, errors);
    }
}
