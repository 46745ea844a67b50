package io.triade.api.openai;

import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A problem as OpenAI's clients read errors: the status chooses their exception, `code` and `param` say more.
///
/// @param body the JSON body
public record OpenAiError(int status, Body body) {
    private static final Pattern INDEX = Pattern.compile("/(\\d+)(?=/|$)");

    public record Body(Said error) {}

    public record Said(
            String message,
            String type,
            @Nullable String param,
            @Nullable String code) {}

    public static OpenAiError of(ProblemException problem) {
        return new OpenAiError(
                status(problem.type()),
                new Body(new Said(message(problem), kind(problem.type()), param(problem), code(problem.type()))));
    }

    private static String message(ProblemException problem) {
        String message = problem.getMessage();
        if (message == null) return problem.type().title();
        return message.startsWith("/") ? "'" + param(problem) + "'" + message.substring(message.indexOf(' ')) : message;
    }

    private static int status(ProblemType type) {
        return switch (type) {
            case UNKNOWN_MODEL -> 404;
            case CONFLICT -> 409;
            default -> type.status() == 422 ? 400 : type.status();
        };
    }

    private static String kind(ProblemType type) {
        return switch (type.status()) {
            case 429 -> "rate_limit_error";
            case 403 -> "permission_error";
            default -> type.status() < 500 ? "invalid_request_error" : "server_error";
        };
    }

    private static @Nullable String code(ProblemType type) {
        return switch (type) {
            case UNAUTHENTICATED, TOKEN_EXPIRED -> "invalid_api_key";
            case UNKNOWN_MODEL -> "model_not_found";
            case CONTEXT_WINDOW_EXCEEDED -> "context_length_exceeded";
            case RATE_LIMITED, MODEL_THROTTLED -> "rate_limit_exceeded";
            case INVALID_FIELD -> "invalid_value";
            default -> type.slug().replace('-', '_');
        };
    }

    private static @Nullable String param(ProblemException problem) {
        if (problem.type() == ProblemType.UNKNOWN_MODEL) return "model";
        var errors = problem.problem(null).errors();
        if (errors.isEmpty()) return null;
        String pointer = errors.getFirst().pointer();
        String path = INDEX.matcher(pointer).replaceAll("[$1]").replace('/', '.');
        return path.startsWith(".") ? path.substring(1) : path;
    }
}
