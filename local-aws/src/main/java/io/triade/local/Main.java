package io.triade.local;

import io.triade.local.identity.IdentityRoutes;
import io.triade.local.models.Embedder;
import io.triade.local.models.Engine;
import io.triade.local.models.Models;
import io.triade.local.models.llama.LlamaModels;
import io.triade.local.models.minilm.MiniLm;
import io.triade.local.stores.DynamoDb;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/// Starts the process and stops it in order.
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        var settings = Settings.read();
        var vertx = Vertx.vertx();
        var dynamoDb = DynamoDb.start(settings);
        List<Engine> engines = new ArrayList<>(LlamaModels.open(settings));
        List<Embedder> embedders = MiniLm.open();
        var models = new Models(engines, embedders);
        var identity = new IdentityRoutes(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            models.close();
            dynamoDb.close();
            // The native threads of llama.cpp would keep the JVM alive.
            Runtime.getRuntime().halt(0);
        }));
        System.out.println("local-aws ready on http://localhost:" + settings.port());
        identity.mount(io.vertx.ext.web.Router.router(vertx));
    }
}
