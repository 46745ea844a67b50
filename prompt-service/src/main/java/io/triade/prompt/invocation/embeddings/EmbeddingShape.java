package io.triade.prompt.invocation.embeddings;

/// The two bodies in which models on Bedrock take texts and give vectors.
public enum EmbeddingShape {
    /// Amazon Titan's: one text a call.
    TITAN(1),
    /// Cohere's: up to 96 texts a call.
    COHERE(96);

    private final int texts;

    EmbeddingShape(int texts) {
        this.texts = texts;
    }

    /// How many texts one call takes.
    public int texts() {
        return texts;
    }
}
