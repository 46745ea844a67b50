package io.triade.prompt.titles;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import io.quarkiverse.langchain4j.RegisterAiService;

/// Asks a model for a title.
@RegisterAiService
interface TitleWriter {
    /// @param model the one to ask, in place of the default
    @SystemMessage("""
            You write the title of a conversation from how it begins. Answer with the title alone: at most six words, \
            in the language of the conversation, without quotes and without a full stop.""")
    @UserMessage("{text}")
    String title(@V("text") String text, ChatModel model);
}
