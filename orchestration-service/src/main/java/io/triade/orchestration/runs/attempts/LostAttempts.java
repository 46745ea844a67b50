package io.triade.orchestration.runs.attempts;

import io.smallrye.mutiny.Uni;
import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.generations.TokenUsage;
import io.triade.orchestration.generations.PromptTier;
import io.triade.orchestration.loops.OffLoop;
import jakarta.enterprise.context.ApplicationScoped;

/// Says what an attempt used whose replica was lost before the model could tell: what it was asked and what the log has
/// of its answer, counted anew by the provider. That is an estimate, since what it said and nobody kept is on the
/// bill too.
@ApplicationScoped
class LostAttempts {
    /// Where the provider counts nothing for a model.
    private static final int CHARACTERS_A_TOKEN = 4;

    private final PromptTier prompts;
    private final OffLoop offLoop;

    LostAttempts(PromptTier prompts, OffLoop offLoop) {
        this.prompts = prompts;
        this.offLoop = offLoop;
    }

    /// What is known of a lost attempt.
    ///
    /// @param spent by it
    /// @param answerTokens of the whole answer so far, whichever attempt said it
    /// @param measured false where that is a guess
    record Lost(TokenUsage spent, int answerTokens, boolean measured) {}

    /// How many tokens something has, and whether the provider said so.
    private record Counted(int tokens, boolean measured) {
        static Counted guessed(int characters) {
            return new Counted(characters / CHARACTERS_A_TOKEN + 1, false);
        }
    }

    /// Subscribe on the run's loop, and it is answered there.
    Uni<Lost> of(LiveRun run, GenerationRequest request) {
        String whole = run.answer.text();
        String beginning = run.answer.beginning();
        return input(run, request)
                .flatMap(asked -> length(run, request, asked, beginning)
                        .flatMap(begun -> length(run, request, asked, whole).map(all -> lost(asked, begun, all))));
    }

    private static Lost lost(Counted asked, Counted begun, Counted all) {
        int said = Math.max(0, all.tokens - begun.tokens);
        return new Lost(new TokenUsage(asked.tokens + begun.tokens, said).estimated(true), all.tokens, all.measured);
    }

    private Uni<Counted> input(LiveRun run, GenerationRequest request) {
        return counted(run, request).onFailure().recoverWithItem(() -> Counted.guessed(characters(request)));
    }

    /// Only a measured question can be told from what follows it.
    private Uni<Counted> length(LiveRun run, GenerationRequest request, Counted asked, String answer) {
        if (answer.isBlank()) return Uni.createFrom().item(new Counted(0, asked.measured));
        if (!asked.measured) return Uni.createFrom().item(Counted.guessed(answer.length()));
        return counted(run, request.withAnswerSoFar(answer))
                .map(both -> new Counted(Math.max(0, both.tokens - asked.tokens), true))
                .onFailure()
                .recoverWithItem(() -> Counted.guessed(answer.length()));
    }

    private Uni<Counted> counted(LiveRun run, GenerationRequest request) {
        return offLoop.run(run.loop, () -> prompts.written(request), _ -> {})
                .flatMap(body -> prompts.count(run.head.call(), body))
                .map(count -> new Counted(count.inputTokens(), true));
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
