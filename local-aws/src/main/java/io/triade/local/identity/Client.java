package io.triade.local.identity;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The one application that may send users here: public, so it proves itself by PKCE and its exact addresses.
record Client(Set<String> redirectUris, Set<String> origins) {
    static final String ID = "triade-web";

    Client {
        redirectUris = Set.copyOf(redirectUris);
        origins = Set.copyOf(origins);
    }

    /// @throws IllegalArgumentException if an address is not an absolute http or https one
    static Client at(List<String> redirectUris) {
        var origins = new LinkedHashSet<String>();
        redirectUris.forEach(uri -> origins.add(origin(uri)));
        return new Client(Set.copyOf(redirectUris), origins);
    }

    /// After signing out the user may be sent back to where signing in may end, or to the start page.
    boolean mayReturnTo(String uri) {
        return redirectUris.contains(uri)
                || origins.stream().anyMatch(origin -> uri.equals(origin) || uri.equals(origin + "/"));
    }

    private static String origin(String redirectUri) {
        try {
            var uri = new URI(redirectUri);
            if (uri.getHost() != null
                    && uri.getFragment() == null
                    && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(refused(redirectUri), e);
        }
        throw new IllegalArgumentException(refused(redirectUri));
    }

    private static String refused(String redirectUri) {
        return "LOCAL_AWS_REDIRECT_URIS must be absolute http or https addresses without a fragment, was \""
                + redirectUri + "\"";
    }
}
