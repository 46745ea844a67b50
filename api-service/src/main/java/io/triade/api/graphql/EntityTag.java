package io.triade.api.graphql;

import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// What tells two answers apart: a hash of their bytes.
record EntityTag(String text) {
    private static final int BYTES = 16;

    static EntityTag of(Buffer answer) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(answer.getBytes());
            return new EntityTag("\"" + HexFormat.of().formatHex(Arrays.copyOf(hash, BYTES)) + "\"");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /// Whether a condition names it; a weak tag will do.
    boolean isAmong(List<String> conditions) {
        return conditions.stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .map(String::strip)
                .anyMatch(tag -> tag.equals("*") || tag.equals(text) || tag.equals("W/" + text));
    }
}
