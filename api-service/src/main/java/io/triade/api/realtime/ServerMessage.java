package io.triade.api.realtime;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.triade.api.sockets.SocketConfig;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.runs.RunState;
import org.jspecify.annotations.Nullable;

/// What a client is told, except events of runs and messages of channels: those are passed on as bytes, see `Messages`.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ServerMessage.Ready.class, name = "ready"),
    @JsonSubTypes.Type(value = ServerMessage.Accepted.class, name = "accepted"),
    @JsonSubTypes.Type(value = ServerMessage.Ended.class, name = "ended"),
    @JsonSubTypes.Type(value = ServerMessage.Detached.class, name = "detached"),
    @JsonSubTypes.Type(value = ServerMessage.Cancelled.class, name = "cancelled"),
    @JsonSubTypes.Type(value = ServerMessage.Subscribed.class, name = "subscribed"),
    @JsonSubTypes.Type(value = ServerMessage.Published.class, name = "published"),
    @JsonSubTypes.Type(value = ServerMessage.Pong.class, name = "pong"),
    @JsonSubTypes.Type(value = ServerMessage.Refused.class, name = "error"),
    @JsonSubTypes.Type(value = ServerMessage.Expiring.class, name = "expiring"),
    @JsonSubTypes.Type(value = ServerMessage.Closing.class, name = "closing")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
sealed interface ServerMessage {
    /// The caller is known; comes again after each renewal.
    ///
    /// @param expiresInSeconds how long the token is still good
    record Ready(String connectionId, Limits limits, long expiresInSeconds) implements ServerMessage {}

    /// What a client should know in order not to be surprised.
    record Limits(
            int conversations,
            int messageBytes,
            int messagesPerSecond,
            int messageBurst,
            long idleSeconds,
            long longestSeconds) {
        static Limits of(SocketConfig config) {
            return new Limits(
                    config.conversations(),
                    config.messageBytes(),
                    config.framesPerSecond(),
                    config.frameBurst(),
                    config.idle().toSeconds(),
                    config.longest().toSeconds());
        }
    }

    /// The run exists; its events follow.
    ///
    /// @param replayed true where an earlier start with the same key had made it
    record Accepted(String ref, String runId, boolean replayed) implements ServerMessage {}

    /// The conversation is over, since the run or the subscription is; the ref is free.
    record Ended(String ref) implements ServerMessage {}

    /// This conversation is over and the run is not; the ref is free.
    ///
    /// @param problem why; absent where the client asked for it
    /// @param after offset of the last event that was sent; attach again after it. Absent for channels
    record Detached(
            String ref, @Nullable Problem problem, @Nullable Long after) implements ServerMessage {}

    /// The answer to `cancel`: how the run stands now. `running` where its end is not yet known.
    record Cancelled(String ref, String runId, RunState state) implements ServerMessage {}

    /// From now on messages come. Said a second time where the subscription was lost and made again: what was published
    /// in between may be missing.
    record Subscribed(String ref, String channel) implements ServerMessage {}

    record Published(String ref) implements ServerMessage {}

    record Pong(@Nullable String ref) implements ServerMessage {}

    /// Something was refused or failed. Where it says which ref it is about and that had not begun, the ref is free.
    record Refused(@Nullable String ref, Problem problem) implements ServerMessage {}

    /// The token will soon be no good: authenticate with a new one, or the socket is closed with 4401.
    record Expiring(long inSeconds) implements ServerMessage {}

    /// The socket will soon be closed: open another and attach there.
    ///
    /// @param reason `idle`, `longest-life` or `server-stopping`
    record Closing(String reason, long inSeconds) implements ServerMessage {}
}
