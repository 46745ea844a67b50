package io.triade.local.identity;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What an application asks when it sends a user here to sign in.
record AuthorizationRequest(
        String redirectUri, Set<String> scopes, Optional<String> state, Optional<String> nonce, String challenge) {
    static final List<String> SCOPES =
            List.of("openid", "profile", "offline_access", "triade/read", "triade/write", "triade/generate");

    /// SHA-256 in base64url has this one shape.
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

    /// Where the answer goes, right or wrong. Only once this is known may the user be sent anywhere.
    record ReturnAddress(String redirectUri, Optional<String> state) {
        /// @throws OAuthFault to be shown to the user here, never sent to the address it names
        static ReturnAddress read(Parameters parameters, Client client) {
            var clientId = parameters.require("client_id");
            if (!clientId.equals(Client.ID)) {
                throw new OAuthFault("invalid_client", "client_id is not known: " + clientId);
            }
            var redirectUri = parameters.require("redirect_uri");
            if (!client.redirectUris().contains(redirectUri)) {
                throw OAuthFault.invalidRequest(
                        "redirect_uri is not one of LOCAL_AWS_REDIRECT_URIS, letter by letter: " + redirectUri);
            }
            return new ReturnAddress(redirectUri, parameters.find("state"));
        }
    }

    /// @throws OAuthFault to be sent to the return address
    static AuthorizationRequest read(Parameters parameters, ReturnAddress address) {
        refuseWhatIsNotSupported(parameters);
        if (!parameters.require("response_type").equals("code")) {
            throw new OAuthFault("unsupported_response_type", "response_type must be code");
        }
        if (!parameters.find("response_mode").orElse("query").equals("query")) {
            throw OAuthFault.invalidRequest("response_mode must be query");
        }
        var challenge = parameters.require("code_challenge");
        if (!parameters.find("code_challenge_method").orElse("plain").equals("S256")) {
            throw OAuthFault.invalidRequest("code_challenge_method must be S256");
        }
        if (!CHALLENGE.matcher(challenge).matches()) {
            throw OAuthFault.invalidRequest("code_challenge must be 43 characters of base64url");
        }
        return new AuthorizationRequest(
                address.redirectUri(),
                scopes(parameters.find("scope").orElse("")),
                address.state(),
                parameters.find("nonce"),
                challenge);
    }

    private static void refuseWhatIsNotSupported(Parameters parameters) {
        if (parameters.find("request").isPresent()) {
            throw new OAuthFault("request_not_supported", "request objects are not supported");
        }
        if (parameters.find("request_uri").isPresent()) {
            throw new OAuthFault("request_uri_not_supported", "request_uri is not supported");
        }
        // Nobody stays signed in here, so there is never a sign-in to reuse.
        if (words(parameters.find("prompt").orElse("")).contains("none")) {
            throw new OAuthFault("login_required", "the user has to sign in");
        }
    }

    private static Set<String> scopes(String scope) {
        var asked = words(scope);
        if (!asked.contains("openid")) {
            throw new OAuthFault("invalid_scope", "scope must contain openid");
        }
        asked.retainAll(SCOPES);
        return asked;
    }

    static Set<String> words(String text) {
        return new LinkedHashSet<>(Arrays.asList(text.strip().split("\\s+", -1)));
    }
}
