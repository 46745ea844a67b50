package io.triade.local.weights;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// One file of the manifest: what it must be, byte for byte, and where to ask for it, in this order.
record Weight(String id, String file, long size, String sha256, String licence, List<Source> sources) {
    Weight {
        sources = List.copyOf(sources);
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "sha256 of %s must be 64 hexadecimal digits, was %s".formatted(id, sha256));
        }
    }

    static Weight named(String id) {
        return manifest().stream()
                .filter(weight -> weight.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no weight is called " + id));
    }

    static List<Weight> manifest() {
        try (var json = Weight.class.getResourceAsStream("manifest.json")) {
            return new ObjectMapper().readValue(json, new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long megabytes() {
        return size / 1_000_000;
    }
}
