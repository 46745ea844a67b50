package io.triade.api.routes;

import io.vertx.core.MultiMap;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/// Which headers cross the edge. What is not named stays on its side: hop-by-hop headers, cookies, the caller's token,
/// the tier's server name.
final class RelayHeaders {
    private static final List<String> INWARD =
            List.of("accept", "accept-language", "content-type", "idempotency-key", "if-match", "if-none-match");
    private static final List<String> OUTWARD = List.of(
            "allow",
            "cache-control",
            "content-language",
            "content-type",
            "etag",
            "last-modified",
            "link",
            "preference-applied",
            "retry-after",
            "x-run-id");

    private RelayHeaders() {}

    static void inward(MultiMap from, MultiMap to) {
        copy(INWARD, from, to);
    }

    static void outward(MultiMap from, MultiMap to) {
        copy(OUTWARD, from, to);
        String location = from.get("location");
        if (location != null) to.set("location", withoutHost(location));
    }

    /// A tier knows itself by an inner address; outside, the same path is on the host that the caller used.
    static String withoutHost(String location) {
        try {
            var uri = new URI(location);
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            return uri.getRawPath() + query;
        } catch (URISyntaxException _) {
            return "/";
        }
    }

    private static void copy(List<String> names, MultiMap from, MultiMap to) {
        for (String name : names) {
            String value = from.get(name);
            if (value != null) to.set(name, value);
        }
    }
}
