package io.triade.api.access;

import java.util.Optional;

/// The paths at which a caller may say later, on the socket, who they are, and the sub-protocol spoken at each.
public enum SocketDoor {
    REALTIME(SocketDoor.REALTIME_PATH, "triade.v1"),
    GRAPHQL(SocketDoor.GRAPHQL_PATH, "graphql-transport-ws");

    public static final String REALTIME_PATH = "/v1/realtime";
    public static final String GRAPHQL_PATH = "/graphql";

    private final String path;
    private final String protocol;

    SocketDoor(String path, String protocol) {
        this.path = path;
        this.protocol = protocol;
    }

    public String path() {
        return path;
    }

    public String protocol() {
        return protocol;
    }

    public static Optional<SocketDoor> at(String path) {
        for (SocketDoor door : values()) {
            if (door.path.equals(path)) return Optional.of(door);
        }
        return Optional.empty();
    }
}
