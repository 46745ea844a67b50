package io.triade.prompt.generations;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How much may be asked at once.
@ConfigMapping(prefix = "prompt.generations")
public interface GenerationsConfig {
    /// Tokens a model may answer with when the caller sets no limit.
    @WithDefault("1024")
    int defaultMaxTokens();

    /// The largest `maxTokens` a caller may set.
    @WithDefault("65536")
    int largestMaxTokens();

    /// Messages of one request.
    @WithDefault("1000")
    int messages();

    /// Content blocks of one request, all messages together.
    @WithDefault("4000")
    int blocks();

    /// Characters of text of one request: messages, system text, tool inputs and results.
    @WithDefault("2000000")
    int textCharacters();

    /// Images of one request.
    @WithDefault("20")
    int images();

    /// Bytes of one image; Bedrock itself takes 3.75 MB.
    @WithDefault("3932160")
    int imageBytes();

    /// Tools of one request.
    @WithDefault("128")
    int tools();

    /// Stop sequences of one request.
    @WithDefault("16")
    int stopSequences();
}
