package io.triade.api.realtime;

import io.triade.api.access.AccessTokens;
import io.triade.api.channels.ChannelStreams;
import io.triade.api.dialogues.Arrival;
import io.triade.api.dialogues.Dialogue;
import io.triade.api.dialogues.MessageCalls;
import io.triade.api.dialogues.Socket;
import io.triade.api.runs.RunStreams;
import io.triade.api.sockets.SocketConfig;
import jakarta.enterprise.context.ApplicationScoped;

/// Opens a dialogue on each socket.
@ApplicationScoped
class RealtimeDialogues implements Dialogue.Opening {
    private final RealtimeDialogue.Services services;
    private final Conversations.Services conversations;

    RealtimeDialogues(
            SocketConfig config,
            Messages messages,
            AccessTokens tokens,
            MessageCalls calls,
            RunStreams runs,
            ChannelStreams channels) {
        this.services = new RealtimeDialogue.Services(config, messages, tokens);
        this.conversations = new Conversations.Services(config.conversations(), messages, calls, runs, channels);
    }

    @Override
    public Dialogue on(Socket socket, Arrival arrival) {
        return new RealtimeDialogue(socket, arrival, services, new Conversations(socket.outbox(), conversations));
    }
}
