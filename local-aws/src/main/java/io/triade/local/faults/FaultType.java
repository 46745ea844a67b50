package io.triade.local.faults;

import java.util.Arrays;
import java.util.Optional;

/// The errors of Bedrock Runtime, with the status each has before a stream starts.
public enum FaultType {
    VALIDATION("ValidationException", 400),
    SERIALIZATION("SerializationException", 400),
    ACCESS_DENIED("AccessDeniedException", 403),
    MISSING_AUTHENTICATION_TOKEN("MissingAuthenticationTokenException", 403),
    INCOMPLETE_SIGNATURE("IncompleteSignatureException", 403),
    RESOURCE_NOT_FOUND("ResourceNotFoundException", 404),
    UNKNOWN_OPERATION("UnknownOperationException", 404),
    MODEL_TIMEOUT("ModelTimeoutException", 408),
    TOO_LARGE("ValidationException", 413),
    MODEL_ERROR("ModelErrorException", 424),
    MODEL_STREAM_ERROR("ModelStreamErrorException", 424),
    MODEL_NOT_READY("ModelNotReadyException", 429),
    THROTTLING("ThrottlingException", 429),
    SERVICE_QUOTA_EXCEEDED("ServiceQuotaExceededException", 400),
    INTERNAL_SERVER("InternalServerException", 500),
    SERVICE_UNAVAILABLE("ServiceUnavailableException", 503);

    private final String wireName;
    private final int status;

    FaultType(String wireName, int status) {
        this.wireName = wireName;
        this.status = status;
    }

    /// The type named on the wire, as in `ThrottlingException` or, inside a stream, `throttlingException`.
    public static Optional<FaultType> named(String name) {
        return Arrays.stream(values())
                .filter(type -> type.wireName.equalsIgnoreCase(name))
                .findFirst();
    }

    public String wireName() {
        return wireName;
    }

    public int status() {
        return status;
    }

    /// The name an exception frame carries.
    public String frameName() {
        return Character.toLowerCase(wireName.charAt(0)) + wireName.substring(1);
    }
}
