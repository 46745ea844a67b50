package io.triade.local.wire;

import io.triade.local.faults.FaultType;
import io.triade.local.faults.ModelFault;
import io.vertx.core.buffer.Buffer;
import java.lang.System.Logger.Level;

/// Turns whatever went wrong into a fault that AWS knows, and that into a frame.
public final class Faults {
    private static final System.Logger LOG = System.getLogger(Faults.class.getName());

    private Faults() {}

    public static ModelFault of(Throwable cause) {
        if (cause instanceof ModelFault fault) {
            return fault;
        }
        LOG.log(Level.ERROR, "a call failed in a way no engine may", cause);
        return new ModelFault(
                FaultType.INTERNAL_SERVER, "The system encountered an unexpected error during processing.");
    }

    /// For an answer in one piece, where AWS has another name for a model that stopped midway.
    public static ModelFault ofWhole(Throwable cause) {
        var fault = of(cause);
        return fault.type() == FaultType.MODEL_STREAM_ERROR
                ? new ModelFault(FaultType.MODEL_ERROR, fault.getMessage(), fault.status())
                : fault;
    }

    /// A fault after the first piece. The types a stream cannot carry become the nearest it can.
    public static void frame(Buffer out, ModelFault fault) {
        var type =
                switch (fault.type()) {
                    case VALIDATION, SERIALIZATION, TOO_LARGE -> "validationException";
                    case THROTTLING, SERVICE_QUOTA_EXCEEDED -> "throttlingException";
                    case SERVICE_UNAVAILABLE, MODEL_NOT_READY -> "serviceUnavailableException";
                    case MODEL_STREAM_ERROR, MODEL_ERROR, MODEL_TIMEOUT -> "modelStreamErrorException";
                    case INTERNAL_SERVER,
                            ACCESS_DENIED,
                            MISSING_AUTHENTICATION_TOKEN,
                            INCOMPLETE_SIGNATURE,
                            RESOURCE_NOT_FOUND,
                            UNKNOWN_OPERATION -> "internalServerException";
                };
        var json = new StringBuilder("{\"message\":");
        Json.quote(json, fault.getMessage());
        if (type.equals("modelStreamErrorException")) {
            json.append(",\"originalStatusCode\":").append(fault.status()).append(",\"originalMessage\":");
            Json.quote(json, fault.getMessage());
        }
        EventFrame.exception(type).append(out, json.append('}').toString());
    }
}
