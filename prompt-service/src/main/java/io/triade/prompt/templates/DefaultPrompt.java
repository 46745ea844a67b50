package io.triade.prompt.templates;

import java.util.List;

/// The prompt that every tenant has from the start.
final class DefaultPrompt {
    static final Prompt PROMPT = new Prompt(
            "default",
            1,
            "You are {role}. Answer what is asked, plainly and briefly; say so when you do not know."
                    + "{#if language != 'as asked'} Answer in {language}.{/if}"
                    + "{#if sentences} Use at most {sentences} sentences.{/if}"
                    + "{#if markdown} Use Markdown where it helps.{/if}",
            List.of(
                    new Variable.Text("role", false, "a helpful assistant", 500),
                    new Variable.Choice("language", false, "as asked", List.of("as asked", "English", "Portuguese")),
                    new Variable.Whole("sentences", false, null),
                    new Variable.Flag("markdown", false, false)));

    private DefaultPrompt() {}
}
