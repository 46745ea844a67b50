package io.triade.contracts.problems;

import java.util.Locale;
import java.util.Optional;

/// Every kind of problem a caller can meet. Each has a page `docs/problems/<slug>.md`.
public enum ProblemType {
    // caller: cannot be done as asked
    MALFORMED_BODY(400, "The body is not valid JSON"),
    BAD_REQUEST(400, "The request cannot be understood"),
    NOT_FOUND(404, "There is nothing here"),
    METHOD_NOT_ALLOWED(405, "This method is not allowed here"),
    NOT_ACCEPTABLE(406, "No acceptable representation"),
    CONFLICT(409, "The request contradicts the current state"),
    CURSOR_EXPIRED(410, "The cursor is too old"),
    VERSION_CONFLICT(412, "It was changed meanwhile"),
    BODY_TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "This media type is not supported"),
    INVALID_FIELD(422, "A field is invalid"),
    UNKNOWN_MODEL(422, "There is no such model"),
    UNKNOWN_PROMPT(422, "There is no such prompt"),
    CONTEXT_WINDOW_EXCEEDED(422, "The input does not fit the model's context window"),
    CANNOT_CONTINUE(422, "The model cannot go on from the middle of an answer"),
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key belongs to another request"),
    MODEL_REFUSED(422, "The model does not accept this request"),
    // access
    UNAUTHENTICATED(401, "A valid token is required"),
    TOKEN_EXPIRED(401, "The token has expired"),
    FORBIDDEN(403, "Not allowed"),
    // capacity: always with Retry-After
    RATE_LIMITED(429, "Too many requests"),
    MODEL_THROTTLED(429, "The model is throttled"),
    OVERLOADED(503, "The service is at its limit"),
    // upstream
    MODEL_UNAVAILABLE(503, "The model is not available"),
    MODEL_FAILED(502, "The model failed"),
    MODEL_TIMEOUT(504, "The model was too slow"),
    UPSTREAM_FAILED(502, "A service behind this one failed"),
    RUN_INTERRUPTED(502, "The process that worked on this run was lost"),
    STORE_FAILED(503, "The store is not available"),
    DEADLINE_EXCEEDED(504, "There was not enough time"),
    // internal
    INTERNAL(500, "Something went wrong on our side");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String path() {
        return "/problems/" + slug();
    }

    /// The type that a tier behind this one named by its path, if it is one of ours.
    public static Optional<ProblemType> ofPath(String path) {
        for (ProblemType type : values()) {
            if (type.path().equals(path)) return Optional.of(type);
        }
        return Optional.empty();
    }
}
