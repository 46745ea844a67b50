package io.triade.api.dialogues;

import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.smallrye.mutiny.Uni;
import io.triade.api.access.SocketDoor;
import io.triade.api.sockets.FrameRules;
import io.triade.api.sockets.SocketConfig;
import io.vertx.core.net.impl.ConnectionBase;
import jakarta.enterprise.context.ApplicationScoped;

/// Puts our rules on the connection that becomes a socket, and hands the socket what is known of its request.
@ApplicationScoped
class UpgradeCheck implements HttpUpgradeCheck {
    static final TypedKey<Arrival> ARRIVAL = new TypedKey<>("arrival");
    static final TypedKey<FrameRules> RULES = new TypedKey<>("rules");

    private final SocketConfig config;

    UpgradeCheck(SocketConfig config) {
        this.config = config;
    }

    /// Its endpoints have their paths for names.
    @Override
    public boolean appliesTo(String endpointId) {
        return SocketDoor.at(endpointId).isPresent();
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        Arrival arrival = Arrival.kept();
        if (arrival == null || !(context.httpRequest().connection() instanceof ConnectionBase connection)) {
            return CheckResult.rejectUpgrade(404);
        }
        var rules = FrameRules.install(connection.channelHandlerContext().pipeline(), config);
        context.userData().put(ARRIVAL, arrival);
        context.userData().put(RULES, rules);
        return CheckResult.permitUpgrade();
    }
}
