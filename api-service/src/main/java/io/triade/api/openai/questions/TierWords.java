package io.triade.api.openai.questions;

import io.triade.api.foreign.Terms.Word;
import java.util.List;

/// What the tiers behind call otherwise than OpenAI's APIs do.
public final class TierWords {
    private TierWords() {}

    /// @param maxTokens the caller's name for the longest answer
    /// @param function where in one of the caller's tools its name stands
    /// @param format where the caller describes the answer's form
    /// @param system what the system text was made of
    public static List<Word> of(String maxTokens, String function, String format, String system) {
        return List.of(
                new Word("/parameters/maxTokens", maxTokens),
                new Word("/parameters/topP", "/top_p"),
                new Word("/parameters/stopSequences.*", "/stop"),
                new Word("/parameters", ""),
                new Word("/toolConfig/tools/(\\d+)/inputSchema", "/tools/$1" + function + "/parameters"),
                new Word("/toolConfig/tools/(\\d+)", "/tools/$1" + function),
                new Word("/toolConfig/choice", "/tool_choice"),
                new Word("/toolConfig", ""),
                new Word("/outputFormat", format),
                new Word("/system", system));
    }
}
