package io.triade.api.realtime;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import io.triade.api.routes.Route;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a client may say. `ref` is its own name for a conversation on this socket; it is free again once that ended.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ClientMessage.Authenticate.class, name = "authenticate"),
    @JsonSubTypes.Type(value = ClientMessage.Start.class, name = "start"),
    @JsonSubTypes.Type(value = ClientMessage.Attach.class, name = "attach"),
    @JsonSubTypes.Type(value = ClientMessage.Detach.class, name = "detach"),
    @JsonSubTypes.Type(value = ClientMessage.Cancel.class, name = "cancel"),
    @JsonSubTypes.Type(value = ClientMessage.Ping.class, name = "ping"),
    @JsonSubTypes.Type(value = ClientMessage.Subscribe.class, name = "subscribe"),
    @JsonSubTypes.Type(value = ClientMessage.Unsubscribe.class, name = "unsubscribe"),
    @JsonSubTypes.Type(value = ClientMessage.Publish.class, name = "publish")
})
sealed interface ClientMessage {
    int MAX_REF = 64;

    /// A message about a conversation, or something like one; only a known caller may send it.
    sealed interface About extends ClientMessage {
        String ref();
    }

    /// The first message of a socket opened without a token; later, a new token for the same caller.
    record Authenticate(String token) implements ClientMessage {
        @Override
        public String toString() {
            return "Authenticate[]";
        }
    }

    /// A new run: a bare generation (`run`), or a turn of a session (`sessionId` and `turn`). Both bodies are passed on
    /// as they came: the orchestration tier reads them.
    record Start(
            String ref,
            @Nullable JsonNode run,
            @Nullable String sessionId,
            @Nullable JsonNode turn,
            @Nullable String idempotencyKey,
            @Nullable String traceparent)
            implements About {
        public Start {
            named(ref);
            boolean bare = run != null && sessionId == null && turn == null;
            boolean ofASession = run == null && sessionId != null && turn != null;
            if (!bare && !ofASession) {
                throw new IllegalArgumentException("run must be given, or else sessionId and turn");
            }
            if (idempotencyKey != null && !KEY.matcher(idempotencyKey).matches()) {
                throw new IllegalArgumentException(
                        "idempotencyKey must be 1 to 255 visible ASCII characters, without spaces");
            }
            if (sessionId != null && !SESSION_ID.matcher(sessionId).matches()) {
                throw new IllegalArgumentException("sessionId must be the id of a session");
            }
        }

        JsonNode body() {
            return Objects.requireNonNull(run == null ? turn : run, "checked above");
        }

        String path() {
            return sessionId == null ? "/v1/runs" : "/v1/sessions/" + sessionId + "/turns";
        }

        @Override
        public String toString() {
            return "Start[ref=" + ref + "]";
        }
    }

    /// Follow a run from the event after `after`; absent: from the first.
    record Attach(
            String ref,
            String runId,
            @Nullable Long after,
            @Nullable String traceparent) implements About {
        public Attach {
            named(ref);
            aRun(runId);
            if (after != null && after < 0) throw new IllegalArgumentException("after must not be negative");
        }
    }

    /// Follow no longer. For a run that this conversation started it is as if its connection had closed.
    record Detach(String ref) implements About {
        public Detach {
            named(ref);
        }
    }

    /// End a run, followed here or not.
    record Cancel(String ref, String runId, @Nullable String traceparent) implements About {
        public Cancel {
            named(ref);
            aRun(runId);
        }
    }

    /// Answered by `pong`, which shows that what was sent before was read.
    record Ping(@Nullable String ref) implements ClientMessage {
        public Ping {
            if (ref != null) named(ref);
        }
    }

    /// Hear a channel's messages from now on.
    ///
    /// @param filter each member must equal the message's `data` member; an array means any of these
    record Subscribe(
            String ref,
            String channel,
            @Nullable JsonNode filter,
            @Nullable String traceparent) implements About {
        public Subscribe {
            named(ref);
            aChannel(channel);
            if (filter != null && !filter.isObject()) throw new IllegalArgumentException("filter must be an object");
        }
    }

    record Unsubscribe(String ref) implements About {
        public Unsubscribe {
            named(ref);
        }
    }

    record Publish(
            String ref,
            String channel,
            JsonNode data,
            @Nullable String traceparent) implements About {
        public Publish {
            named(ref);
            aChannel(channel);
        }

        @Override
        public String toString() {
            return "Publish[ref=" + ref + ", channel=" + channel + "]";
        }
    }

    Pattern SESSION_ID = Pattern.compile(Route.ID);
    Pattern KEY = Pattern.compile("[!-~]{1,255}");
    Pattern RUN_ID = Pattern.compile("r_[0-9a-z]{26}");
    /// Nothing in a channel's name can leave its segment of a path.
    Pattern CHANNEL = Pattern.compile("[a-z]+:[A-Za-z0-9._-]{1,120}");

    private static void named(String ref) {
        if (ref.isEmpty() || ref.length() > MAX_REF) {
            throw new IllegalArgumentException("ref must have 1 to %d characters".formatted(MAX_REF));
        }
    }

    private static void aRun(String runId) {
        if (!RUN_ID.matcher(runId).matches()) throw new IllegalArgumentException("runId must be the id of a run");
    }

    private static void aChannel(String channel) {
        if (!CHANNEL.matcher(channel).matches()) {
            throw new IllegalArgumentException("channel must be like me:name, shared:name or session:id");
        }
    }
}
