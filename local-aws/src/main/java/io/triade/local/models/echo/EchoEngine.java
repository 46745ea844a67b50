package io.triade.local.models.echo;

import io.triade.local.faults.ModelFault;
import io.triade.local.models.Conversation;
import io.triade.local.models.Engine;
import io.triade.local.models.Pacer;
import io.triade.local.models.Piece;
import io.triade.local.models.Words;
import io.vertx.core.Vertx;
import java.util.concurrent.Flow;

/// `local.echo-v1`: says the last user message again, word by word.
public final class EchoEngine implements Engine {
    private static final int CONTEXT_TOKENS = 200_000;
    private static final int CONTEXT_CHARACTERS = 2_000_000;

    private final Vertx vertx;

    public EchoEngine(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public String modelId() {
        return "local.echo-v1";
    }

    @Override
    public void generate(Conversation conversation, Flow.Subscriber<? super Piece> reader) {
        int inputTokens = countTokens(conversation);
        Pacer.start(vertx, new Echo(conversation, Directives.read(conversation), inputTokens), reader);
    }

    @Override
    public int countTokens(Conversation conversation) {
        int tokens = Words.count(conversation);
        if (tokens > CONTEXT_TOKENS || conversation.lastUserText().length() > CONTEXT_CHARACTERS) {
            throw ModelFault.validation("Input is too long for requested model.");
        }
        return tokens;
    }
}
