package dev;

/// Something the person at the keyboard can put right: shown as its message, without a stack trace.
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Failure(String message) {
        super(message);
    }
}
