package io.triade.api.dialogues;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.triade.api.access.EdgeAccess;
import io.triade.api.access.SocketDoor;
import io.triade.api.answers.Failures;
import io.triade.api.sockets.OpenSockets;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Looks at a request that would become a socket while it can still be refused with a status: which sub-protocol, and
/// the token that a browser, which cannot send headers, puts beside it. Its Origin was checked by the CORS filter.
///
/// Why not Quarkus' own propagation of sub-protocols into headers: it lets a client set any header on any path, and
/// answers what it cannot read with 500 and an ERROR line.
@ApplicationScoped
class Upgrades {
    private static final Pattern HEADER_VALUE = Pattern.compile("[!-~]+( [!-~]+)?");
    /// Offered beside a token by clients that know Quarkus' own way.
    static final String CARRIER = "bearer-token-carrier";

    /// After RequestGuard (280), before EdgeAccess (250), which then finds the token where every other request has it.
    private static final int PRIORITY = 260;

    private static final String OFFERED = "sec-websocket-protocol";
    private static final String TOKEN_PREFIX = "quarkus-http-upgrade";
    private static final String AUTHORIZATION = "authorization";

    private final OpenSockets sockets;
    private final Failures failures;

    Upgrades(OpenSockets sockets, Failures failures) {
        this.sockets = sockets;
        this.failures = failures;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext routing) {
        if (EdgeAccess.opensASocket(routing)) {
            try {
                sockets.refuseWhereFull();
                readProtocols(
                        SocketDoor.at(routing.normalizedPath()).orElseThrow(),
                        routing.request().headers());
            } catch (ProblemException refused) {
                failures.send(routing, refused);
                return;
            }
            new Arrival(routing, routing.data()).keep();
        }
        routing.next();
    }

    private static void readProtocols(SocketDoor door, MultiMap headers) {
        List<String> offered = headers.getAll(OFFERED).stream()
                .flatMap(line -> Stream.of(line.split(",", -1)))
                .map(String::trim)
                .toList();
        // The one that existed first may be opened without.
        boolean mayBeUnsaid = door == SocketDoor.REALTIME;
        if (offered.isEmpty() && mayBeUnsaid) return;
        String spoken = door.protocol();
        var protocols = new ArrayList<String>();
        for (String protocol : offered) {
            if (protocol.startsWith(TOKEN_PREFIX)) carry(protocol, headers);
            else protocols.add(protocol);
        }
        if (!protocols.contains(spoken) && !(mayBeUnsaid && protocols.contains(CARRIER))) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST, "Offer the sub-protocol " + spoken + "; no other is spoken here.");
        }
        // The token has no business in what is negotiated, and nothing but ours is.
        headers.set(OFFERED, protocols.contains(spoken) ? spoken : CARRIER);
    }

    private static void carry(String protocol, MultiMap headers) {
        String[] parts = decoded(protocol).split("#", 3);
        if (parts.length != 3
                || !parts[0].equals(TOKEN_PREFIX)
                || !parts[1].equalsIgnoreCase(AUTHORIZATION)
                || !HEADER_VALUE.matcher(parts[2]).matches()) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST,
                    "A sub-protocol may carry one header: quarkus-http-upgrade#Authorization#Bearer%20<token>.");
        }
        if (headers.contains(AUTHORIZATION)) {
            throw new ProblemException(ProblemType.BAD_REQUEST, "Send one token, as a header or as a sub-protocol.");
        }
        headers.set(AUTHORIZATION, parts[2]);
    }

    private static String decoded(String protocol) {
        try {
            return URLDecoder.decode(protocol, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new ProblemException(ProblemType.BAD_REQUEST, "A sub-protocol has a broken percent escape.");
        }
    }
}
