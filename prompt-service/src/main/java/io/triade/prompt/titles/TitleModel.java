package io.triade.prompt.titles;

import dev.langchain4j.model.chat.ChatModel;
import io.triade.prompt.invocation.ChatModels;
import io.triade.prompt.routing.Catalogue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// The model an AI service uses when it is given none.
@ApplicationScoped
class TitleModel {
    @Produces
    @Singleton
    ChatModel standard(ChatModels models, Catalogue catalogue, TitlesConfig config) {
        return models.model(catalogue.choose(null), config.maxTokens());
    }
}
