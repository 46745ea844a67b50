package io.triade.local.faults;

/// A call that AWS would answer with an error. Before the first piece it is the HTTP answer, after it an
/// exception frame.
public final class ModelFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FaultType type;
    private final int status;

    public ModelFault(FaultType type, String message) {
        this(type, message, type.status());
    }

    /// For a script that wants another status than the usual one.
    public ModelFault(FaultType type, String message, int status) {
        // No stack trace: a fault is an answer, and throttling thousands of callers must stay cheap.
        super(message, null, false, false);
        this.type = type;
        this.status = status;
    }

    public static ModelFault validation(String message) {
        return new ModelFault(FaultType.VALIDATION, message);
    }

    public FaultType type() {
        return type;
    }

    public int status() {
        return status;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
