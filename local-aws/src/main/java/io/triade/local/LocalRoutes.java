package io.triade.local;

import io.triade.local.faults.ModelFault;
import io.triade.local.models.Generations;
import io.triade.local.models.Models;
import io.triade.local.models.script.Scripts;
import io.triade.local.wire.Exchange;
import io.triade.local.wire.Upload;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/// The routes that AWS does not have: health, metrics and scripts, for `./dev` and for tests.
final class LocalRoutes {
    private final Models models;
    private final Scripts scripts;
    private final AtomicLong scriptBytesInHand = new AtomicLong();

    LocalRoutes(Models models, Scripts scripts) {
        this.models = models;
        this.scripts = scripts;
    }

    void mount(Router router) {
        router.get("/_local/health").handler(this::health);
        router.get("/_local/metrics").handler(this::metrics);
        router.get("/_local/generations/:key").handler(this::generationsOfKey);
        router.post("/_local/metrics/reset").handler(this::resetMetrics);
        // Not by a BodyHandler: it takes what `curl -d` sends for a form.
        router.post("/_local/scripts").handler(this::addScripts);
        router.delete("/_local/scripts").handler(this::clearScripts);
        router.errorHandler(404, LocalRoutes::unknown);
        router.errorHandler(405, LocalRoutes::unknown);
    }

    private void health(RoutingContext call) {
        send(call.response(), new JsonObject().put("status", "UP").put("models", new JsonArray(models.modelIds())));
    }

    private void metrics(RoutingContext call) {
        var byModel = new JsonObject();
        models.generations().byModel().forEach((modelId, counts) -> byModel.put(modelId, json(counts)));
        send(
                call.response(),
                new JsonObject()
                        .put("generations", json(models.generations().total()))
                        .put("byModel", byModel));
    }

    private void generationsOfKey(RoutingContext call) {
        send(call.response(), json(models.generations().ofKey(Objects.requireNonNull(call.pathParam("key")))));
    }

    private void resetMetrics(RoutingContext call) {
        models.generations().reset();
        call.response().setStatusCode(204).end();
    }

    private void addScripts(RoutingContext call) {
        var exchange = new Exchange(call.vertx(), call.request());
        Upload.read(exchange, scriptBytesInHand, body -> {
            try {
                exchange.json(new JsonObject()
                        .put("added", scripts.add(body.toString()))
                        .encode());
            } catch (IllegalArgumentException e) {
                exchange.fail(ModelFault.validation(String.valueOf(e.getMessage())));
            }
        });
    }

    private void clearScripts(RoutingContext call) {
        scripts.clear();
        call.response().setStatusCode(204).end();
    }

    /// What AWS says to an operation it does not have.
    private static void unknown(RoutingContext call) {
        var request = call.request();
        send(
                call.response().setStatusCode(404).putHeader("x-amzn-ErrorType", "UnknownOperationException"),
                new JsonObject()
                        .put("message", "Unknown operation: %s %s".formatted(request.method(), request.path())));
    }

    private static JsonObject json(Generations.Counts counts) {
        return new JsonObject()
                .put("active", counts.active())
                .put("started", counts.started())
                .put("finished", counts.finished())
                .put("cancelled", counts.cancelled())
                .put("failed", counts.failed());
    }

    private static void send(HttpServerResponse response, JsonObject json) {
        response.putHeader("content-type", "application/json").end(json.toBuffer());
    }
}
