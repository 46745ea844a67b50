package io.triade.prompt.titles;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import io.quarkiverse.langchain4j.RegisterAiService;
import java.util.function.Supplier;

/// Asks a model for a title. Registered, so that the build reads its messages; made once for each model by `Titles`,
/// since the models are known only when the service runs.
@RegisterAiService(chatLanguageModelSupplier = TitleWriter.ModelGivenLater.class)
interface TitleWriter {
    @SystemMessage("""
            You write the title of a conversation from how it begins. Answer with the title alone: at most six words, \
            in the language of the conversation, without quotes and without a full stop.""")
    @UserMessage("{text}")
    Result<String> title(@V("text") String text);

    /// Stands in until the builder sets the model; without it the build asks for a provider extension.
    final class ModelGivenLater implements Supplier<ChatModel> {
        @Override
        public ChatModel get() {
            return new ChatModel() {};
        }
    }
}
