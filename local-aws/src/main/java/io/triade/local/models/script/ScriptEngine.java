package io.triade.local.models.script;

import io.triade.local.models.Conversation;
import io.triade.local.models.Engine;
import io.triade.local.models.Pacer;
import io.triade.local.models.Piece;
import io.triade.local.models.Words;
import io.vertx.core.Vertx;
import java.util.concurrent.Flow;

/// `local.script-v1`: answers by the script that matches the last user text, from where the caller has the answer
/// already. Parameters such as maxTokens change nothing.
public final class ScriptEngine implements Engine {
    private final Vertx vertx;
    private final Scripts scripts;

    public ScriptEngine(Vertx vertx, Scripts scripts) {
        this.vertx = vertx;
        this.scripts = scripts;
    }

    @Override
    public String modelId() {
        return "local.script-v1";
    }

    @Override
    public void generate(Conversation conversation, Flow.Subscriber<? super Piece> reader) {
        var script = scripts.pick(conversation.lastUserText());
        script.error().ifPresent(error -> {
            throw error;
        });
        Pacer.start(vertx, new Play(script, conversation.answerSoFar(), Words.count(conversation)), reader);
    }

    @Override
    public int countTokens(Conversation conversation) {
        return Words.count(conversation);
    }
}
