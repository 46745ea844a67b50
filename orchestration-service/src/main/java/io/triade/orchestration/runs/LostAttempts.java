package io.triade.orchestration.runs;

import io.smallrye.mutiny.Uni;
import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.generations.TokenCount;
import io.triade.contracts.generations.TokenUsage;
import io.triade.defaults.calls.Call;
import io.triade.orchestration.generations.PromptTier;
import jakarta.enterprise.context.ApplicationScoped;

/// Says what an attempt used whose replica was lost before the model could tell: what it was asked and what the log has
/// of its answer, counted anew by the provider. That is an estimate, since what it said and nobody kept is on the
/// bill too.
@ApplicationScoped
class LostAttempts {
    /// Where the provider counts nothing for a model.
    private static final int CHARACTERS_A_TOKEN = 4;

    private final PromptTier prompts;

    LostAttempts(PromptTier prompts) {
        this.prompts = prompts;
    }

    /// What is known of a lost attempt.
    ///
    /// @param spent by it
    /// @param answerTokens of the whole answer so far, whichever attempt said it
    record Lost(TokenUsage spent, int answerTokens) {}

    /// Subscribe on the run's loop, and it is answered there.
    Uni<Lost> of(Call call, GenerationRequest request, Answer answer) {
        String whole = answer.text();
        String beginning = answer.beginning();
        return input(call, request)
                .flatMap(asked -> length(call, request, asked, beginning)
                        .flatMap(begun -> length(call, request, asked, whole)
                                .map(all -> new Lost(
                                        new TokenUsage(asked + begun, Math.max(0, all - begun)).estimated(true),
                                        all))));
    }

    private Uni<Integer> input(Call call, GenerationRequest request) {
        return prompts.count(call, request)
                .map(TokenCount::inputTokens)
                .onFailure()
                .recoverWithItem(() -> characters(request) / CHARACTERS_A_TOKEN + 1);
    }

    private Uni<Integer> length(Call call, GenerationRequest request, int asked, String answer) {
        if (answer.isBlank()) return Uni.createFrom().item(0);
        return prompts.count(call, request.withAnswerSoFar(answer))
                .map(both -> Math.max(0, both.inputTokens() - asked))
                .onFailure()
                .recoverWithItem(() -> answer.length() / CHARACTERS_A_TOKEN + 1);
    }

    private static int characters(GenerationRequest request) {
        int system = request.system() == null ? 0 : request.system().length();
        return system
                + request.messages().stream()
                        .flatMap(message -> message.content().stream())
                        .mapToInt(LostAttempts::characters)
                        .sum();
    }

    private static int characters(ContentBlock block) {
        return switch (block) {
            case ContentBlock.Text text -> text.text().length();
            case ContentBlock.ToolUse use -> use.input().toString().length();
            case ContentBlock.ToolResult result -> result.content().length();
            // Its tokens go by its size in pixels, which nobody here knows.
            case ContentBlock.Image _ -> 0;
        };
    }
}
