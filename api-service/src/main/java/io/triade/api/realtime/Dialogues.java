package io.triade.api.realtime;

import io.triade.api.access.AccessTokens;
import io.triade.api.runs.RunStreams;
import io.triade.api.sockets.SocketConfig;
import jakarta.enterprise.context.ApplicationScoped;

/// Opens a dialogue on each socket.
@ApplicationScoped
class Dialogues {
    private final Dialogue.Services services;
    private final Conversations.Services conversations;

    Dialogues(
            SocketConfig config,
            Messages messages,
            AccessTokens tokens,
            MessageCalls calls,
            RunStreams runs,
            ChannelStreams channels) {
        this.services = new Dialogue.Services(config, messages, tokens);
        this.conversations = new Conversations.Services(config.conversations(), messages, calls, runs, channels);
    }

    Dialogue on(Socket socket, Arrival arrival) {
        return new Dialogue(socket, arrival, services, new Conversations(socket.outbox(), conversations));
    }
}
