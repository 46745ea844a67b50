package io.triade.api.graphql.socket;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.api.access.AccessTokens;
import io.triade.api.dialogues.Arrival;
import io.triade.api.dialogues.Dialogue;
import io.triade.api.dialogues.MessageCalls;
import io.triade.api.dialogues.Socket;
import io.triade.api.graphql.Engine;
import io.triade.api.sockets.SocketConfig;
import jakarta.enterprise.context.ApplicationScoped;

/// Opens a dialogue on each socket of the GraphQL door.
@ApplicationScoped
class GraphQlDialogues implements Dialogue.Opening {
    private final GraphQlDialogue.Services services;
    private final Operations.Services operations;

    GraphQlDialogues(
            AccessTokens tokens,
            ServerMessages messages,
            ObjectMapper mapper,
            SocketConfig config,
            Engine engine,
            MessageCalls calls) {
        this.services = new GraphQlDialogue.Services(tokens, messages, mapper);
        this.operations = new Operations.Services(config.conversations(), engine, calls, messages, mapper);
    }

    @Override
    public Dialogue on(Socket socket, Arrival arrival) {
        return new GraphQlDialogue(socket, arrival, services, new Operations(socket.outbox(), operations));
    }
}
