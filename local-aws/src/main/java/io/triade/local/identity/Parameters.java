package io.triade.local.identity;

import io.vertx.core.MultiMap;
import java.util.Optional;

/// The parameters of one request. OAuth forbids a parameter that comes twice, and takes an empty one as absent.
record Parameters(MultiMap values) {
    private static final int MAX_LENGTH = 4096;

    Optional<String> find(String name) {
        var found = values.getAll(name);
        if (found.size() > 1) {
            throw OAuthFault.invalidRequest(name + " must not be given more than once");
        }
        return found.stream().filter(value -> !value.isEmpty()).findFirst().map(value -> checked(name, value));
    }

    String require(String name) {
        return find(name).orElseThrow(() -> OAuthFault.invalidRequest(name + " is missing"));
    }

    private static String checked(String name, String value) {
        if (value.length() > MAX_LENGTH) {
            throw OAuthFault.invalidRequest(
                    "%s must have at most %d characters, had %d".formatted(name, MAX_LENGTH, value.length()));
        }
        return value;
    }
}
