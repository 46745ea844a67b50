package io.triade.api.openai;

import io.vertx.ext.web.Router;

/// Some of OpenAI's paths. They stand between what every request of this door begins with and the answer to those that
/// name no path.
public interface OpenAiRoom {
    void register(Router router);
}
