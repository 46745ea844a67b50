package io.triade.api.anthropic;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.triade.api.anthropic.requests.MessagesTranslation;
import io.triade.contracts.problems.Problem.FieldError;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A problem as Anthropic's clients read errors: the status chooses their exception, the type and the message say
/// more.
///
/// @param body the JSON body
record AnthropicError(int status, Body body) {
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Body(String type, Said error, String requestId) {}

    /// @param details by which clients go on in another way
    record Said(
            String type,
            String message,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Details details) {}

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Details(String errorCode) {}

    private static final Details NO_THREADS = new Details("thread_unsupported_request");

    static AnthropicError of(ProblemException problem, @Nullable String traceId) {
        Details details = MessagesTranslation.THREAD.equals(pointer(problem)) ? NO_THREADS : null;
        var said = new Said(kind(problem.type()), message(problem), details);
        return new AnthropicError(status(problem.type()), new Body("error", said, requestId(traceId)));
    }

    /// The trace id, as Anthropic names requests.
    static String requestId(@Nullable String traceId) {
        return "req_" + traceId;
    }

    private static int status(ProblemType type) {
        return switch (type) {
            case UNKNOWN_MODEL -> 404;
            case OVERLOADED, MODEL_UNAVAILABLE -> 529;
            default -> type.status() == 422 ? 400 : type.status();
        };
    }

    private static String kind(ProblemType type) {
        return switch (status(type)) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 529 -> "overloaded_error";
            default -> type.status() < 500 ? "invalid_request_error" : "api_error";
        };
    }

    private static String message(ProblemException problem) {
        String pointer = pointer(problem);
        if (!pointer.isEmpty()) {
            return path(pointer) + ": "
                    + problem.problem(null).errors().getFirst().detail();
        }
        String message = problem.getMessage() == null ? problem.type().title() : problem.getMessage();
        // Clients look for these words to know that the conversation must be cut.
        return problem.type() == ProblemType.CONTEXT_WINDOW_EXCEEDED ? "prompt is too long: " + message : message;
    }

    /// The field that is wrong; empty where it is none.
    private static String pointer(ProblemException problem) {
        List<FieldError> errors = problem.problem(null).errors();
        return errors.isEmpty() ? "" : errors.getFirst().pointer();
    }

    private static String path(String pointer) {
        return (pointer.startsWith("/") ? pointer.substring(1) : pointer).replace('/', '.');
    }
}
