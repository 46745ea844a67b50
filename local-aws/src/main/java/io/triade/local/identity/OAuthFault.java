package io.triade.local.identity;

/// A refusal in the words of OAuth 2.0.
final class OAuthFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String error;

    OAuthFault(String error, String description) {
        // An answer, not an accident: no stack trace.
        super(description, null, false, false);
        this.error = error;
    }

    static OAuthFault invalidRequest(String description) {
        return new OAuthFault("invalid_request", description);
    }

    static OAuthFault invalidGrant(String description) {
        return new OAuthFault("invalid_grant", description);
    }

    String error() {
        return error;
    }

    String description() {
        return String.valueOf(getMessage());
    }

    int status() {
        return error.equals("invalid_client") || error.equals("invalid_token") ? 401 : 400;
    }
}
