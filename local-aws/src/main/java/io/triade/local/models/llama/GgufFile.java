package io.triade.local.models.llama;

import io.triade.local.weights.Availability;
import io.triade.local.weights.Availability.Missing;
import io.triade.local.weights.Availability.Ready;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Looks at a file before llama.cpp does, which ends the process over some files that are not its own.
final class GgufFile {
    private static final byte[] MAGIC = "GGUF".getBytes(StandardCharsets.US_ASCII);

    private GgufFile() {}

    static Availability check(Path file) {
        try (var in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)
                    ? new Ready(file)
                    : new Missing("BEDROCK_LOCAL_MODEL=%s is not a GGUF file.".formatted(file));
        } catch (IOException e) {
            return new Missing("BEDROCK_LOCAL_MODEL=%s cannot be read: %s".formatted(file, e));
        }
    }
}
