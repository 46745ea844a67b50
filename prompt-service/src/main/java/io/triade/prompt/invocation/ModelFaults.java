package io.triade.prompt.invocation;

import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.bedrockruntime.model.AccessDeniedException;
import software.amazon.awssdk.services.bedrockruntime.model.InternalServerException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelErrorException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelNotReadyException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelStreamErrorException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelTimeoutException;
import software.amazon.awssdk.services.bedrockruntime.model.ResourceNotFoundException;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceQuotaExceededException;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceUnavailableException;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

/// What went wrong with a model call, as a problem. The cause stays inside for the log and for the decision to try
/// again.
public final class ModelFaults {
    private static final int LONGEST_MESSAGE = 500;

    /// Providers word it differently, and Bedrock passes their words on in a ValidationException.
    private static final Pattern WINDOW = Pattern.compile(
            "too long|too many (input )?tokens|context (window|length|limit)|maximum (context|number of tokens|tokens)"
                    + "|exceeds? the (model'?s? )?(maximum|context|input)|input length|input is too large",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern IDENTIFIER = Pattern.compile("model identifier is invalid", Pattern.CASE_INSENSITIVE);

    /// Error codes of AWS itself, which have no exception class of their own.
    private static final Set<String> THROTTLES =
            Set.of("throttlingexception", "toomanyrequestsexception", "requestlimitexceeded", "throttling");

    private ModelFaults() {}

    /// Whether the same call may well succeed in a moment.
    public static boolean passing(ProblemException problem) {
        return switch (problem.getCause()) {
            case ThrottlingException _, InternalServerException _, ServiceUnavailableException _ -> true;
            case AwsServiceException service ->
                !(service instanceof ModelNotReadyException)
                        && (service.statusCode() >= 500 || service.statusCode() == 429 || throttled(service));
            case SdkClientException client -> ioException(client) != null && !waitedInVain(client);
            case null, default -> false;
        };
    }

    public static ProblemException problem(Throwable failure, String model) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) cause = cause.getCause();
        return switch (cause) {
            case ProblemException known -> known;
            case AwsServiceException service -> new ProblemException(type(service), detail(service, model), service);
            case SdkClientException client -> unreachable(client, model);
            default ->
                new ProblemException(
                        ProblemType.MODEL_FAILED, "The answer of model " + model + " broke off; try again.", cause);
        };
    }

    private static ProblemType type(AwsServiceException failure) {
        return switch (failure) {
            case ThrottlingException _, ServiceQuotaExceededException _ -> ProblemType.MODEL_THROTTLED;
            case ValidationException refused -> refusal(message(refused));
            case ResourceNotFoundException _, AccessDeniedException _ -> ProblemType.UNKNOWN_MODEL;
            case ModelNotReadyException _, ServiceUnavailableException _ -> ProblemType.MODEL_UNAVAILABLE;
            case ModelTimeoutException _ -> ProblemType.MODEL_TIMEOUT;
            case ModelErrorException _, ModelStreamErrorException _, InternalServerException _ ->
                ProblemType.MODEL_FAILED;
            default -> throttled(failure) ? ProblemType.MODEL_THROTTLED : byStatus(failure.statusCode());
        };
    }

    private static ProblemType byStatus(int status) {
        return switch (status) {
            case 400 -> ProblemType.MODEL_REFUSED;
            case 429 -> ProblemType.MODEL_THROTTLED;
            case 503 -> ProblemType.MODEL_UNAVAILABLE;
            default -> ProblemType.MODEL_FAILED;
        };
    }

    private static ProblemType refusal(String message) {
        if (IDENTIFIER.matcher(message).find()) return ProblemType.UNKNOWN_MODEL;
        return WINDOW.matcher(message).find() ? ProblemType.CONTEXT_WINDOW_EXCEEDED : ProblemType.MODEL_REFUSED;
    }

    private static String detail(AwsServiceException failure, String model) {
        return switch (failure) {
            // Its message names our account and roles.
            case AccessDeniedException _ ->
                "This installation has no access to model " + model + "; name another or ask for access in Bedrock.";
            case ValidationException _,
                    ResourceNotFoundException _,
                    ModelNotReadyException _,
                    ServiceUnavailableException _,
                    ThrottlingException _,
                    ServiceQuotaExceededException _,
                    ModelErrorException _,
                    ModelStreamErrorException _,
                    ModelTimeoutException _ -> "Model %s: %s".formatted(model, message(failure));
            default ->
                switch (failure.statusCode()) {
                    case 400 -> "Model %s does not take this request; ask it for something else.".formatted(model);
                    case 403 -> "Bedrock does not accept this installation's credentials.";
                    default -> "Model %s failed; try again.".formatted(model);
                };
        };
    }

    private static ProblemException unreachable(SdkClientException failure, String model) {
        if (waitedInVain(failure)) {
            return new ProblemException(
                    ProblemType.OVERLOADED, "Too many model calls are under way; try again.", failure);
        }
        if (ioException(failure) != null) {
            return new ProblemException(
                    ProblemType.MODEL_UNAVAILABLE,
                    "Model %s cannot be reached or broke the connection; try again.".formatted(model),
                    failure);
        }
        return new ProblemException(
                ProblemType.MODEL_FAILED, "Model %s cannot be called or understood.".formatted(model), failure);
    }

    private static boolean throttled(AwsServiceException failure) {
        if (failure.awsErrorDetails() == null || failure.awsErrorDetails().errorCode() == null) return false;
        return THROTTLES.contains(failure.awsErrorDetails().errorCode().toLowerCase(Locale.ROOT));
    }

    private static String message(AwsServiceException failure) {
        String said = failure.awsErrorDetails() == null
                ? failure.getMessage()
                : failure.awsErrorDetails().errorMessage();
        if (said == null || said.isBlank()) return "no reason given.";
        return said.length() <= LONGEST_MESSAGE ? said : said.substring(0, LONGEST_MESSAGE) + "…";
    }

    /// The pool says it only in words.
    private static boolean waitedInVain(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String said = String.valueOf(cause.getMessage());
            if (said.contains("Acquire operation took longer") || said.contains("pending acquire")) return true;
        }
        return false;
    }

    private static @Nullable Throwable ioException(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof IOException)) cause = cause.getCause();
        return cause;
    }
}
