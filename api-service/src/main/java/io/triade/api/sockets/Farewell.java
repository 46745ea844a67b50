package io.triade.api.sockets;

import io.triade.contracts.problems.ProblemType;
import org.jspecify.annotations.Nullable;

/// Why a socket is closed from this side.
///
/// @param code the close code of RFC 6455
/// @param problem what the client is told in an `error` before, where the close alone does not say it
public record Farewell(int code, String reason, @Nullable ProblemType problem) {
    public static final Farewell AUTHENTICATE_FIRST = new Farewell(4401, "authenticate first");
    public static final Farewell NOT_AUTHENTICATED = new Farewell(4401, "not authenticated");
    public static final Farewell TOKEN_EXPIRED = new Farewell(4401, "token-expired");
    public static final Farewell IDLE = new Farewell(1001, "idle");
    public static final Farewell LONGEST_LIFE = new Farewell(1001, "longest-life");
    public static final Farewell SERVER_STOPPING = new Farewell(1012, "server-stopping");
    public static final Farewell BAD_MESSAGES = new Farewell(1008, "too many bad messages in a row");
    public static final Farewell SLOW_READER = new Farewell(1008, "asks for more than it reads");
    public static final Farewell TOO_MANY_FRAMES = new Farewell(1008, "too many messages", ProblemType.RATE_LIMITED);
    public static final Farewell BINARY = new Farewell(1003, "binary messages are not spoken here");
    public static final Farewell TOO_LONG = new Farewell(1009, "the message is too long", ProblemType.BODY_TOO_LARGE);
    public static final Farewell BROKEN = new Farewell(1011, "something went wrong on our side");

    public Farewell(int code, String reason) {
        this(code, reason, null);
    }
}
