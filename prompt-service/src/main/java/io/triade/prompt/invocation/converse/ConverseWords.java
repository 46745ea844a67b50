package io.triade.prompt.invocation.converse;

import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.Generation;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.prompt.invocation.ModelCall;
import java.util.ArrayList;
import java.util.Locale;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.TokenUsage;

/// What Converse answers, in our words.
final class ConverseWords {
    private static final Logger LOG = Logger.getLogger(ConverseWords.class);

    private ConverseWords() {}

    static Generation generation(ModelCall call, ConverseResponse response) {
        var formed = new FormedAnswer(call);
        if (response.output() == null || response.output().message() == null) {
            throw new ProblemException(ProblemType.MODEL_FAILED, "Model " + call.model() + " answered nothing.");
        }
        var content = new ArrayList<ContentBlock>();
        var seam = new Seam(call.answerSoFar());
        for (var block : response.output().message().content()) {
            if (block.text() != null) {
                String text = seam.join(block.text());
                if (!text.isEmpty() && !formed.wanted()) content.add(new ContentBlock.Text(text));
            } else if (block.toolUse() != null) {
                var use = block.toolUse();
                if (!formed.opens(use.name())) {
                    content.add(new ContentBlock.ToolUse(use.toolUseId(), use.name(), Documents.map(use.input())));
                } else if (formed.says()) {
                    content.add(new ContentBlock.Text(Documents.json(use.input())));
                }
                var _ = formed.closes();
            } else if (block.reasoningContent() == null) {
                LOG.warnf("model %s answered with a block we have no word for: %s", call.model(), block.type());
            }
        }
        return new Generation(
                call.started().runId(),
                call.model(),
                content,
                formed.stopReason(stopReason(response.stopReasonAsString())),
                usage(response.usage()));
    }

    static StopReason stopReason(@Nullable String word) {
        if (word != null) {
            for (StopReason reason : StopReason.values()) {
                if (reason.name().toLowerCase(Locale.ROOT).equals(word)) return reason;
            }
        }
        LOG.warnf("a model stopped for a reason we have no word for: %s", word);
        return StopReason.OTHER;
    }

    static io.triade.contracts.generations.TokenUsage usage(@Nullable TokenUsage usage) {
        if (usage == null) return new io.triade.contracts.generations.TokenUsage(0, 0);
        return new io.triade.contracts.generations.TokenUsage(
                count(usage.inputTokens()),
                count(usage.outputTokens()),
                count(usage.cacheReadInputTokens()),
                count(usage.cacheWriteInputTokens()));
    }

    private static int count(@Nullable Integer tokens) {
        return tokens == null ? 0 : Math.max(0, tokens);
    }
}
