package io.triade.orchestration.runs.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// A request on its way into the store and out again: conversations repeat themselves, and items are paid by size.
public final class Gzip {
    private Gzip() {}

    public static byte[] packed(byte[] bytes) {
        var out = new ByteArrayOutputStream(Math.max(64, bytes.length / 3));
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        } catch (IOException never) {
            throw new UncheckedIOException(never);
        }
        return out.toByteArray();
    }

    static byte[] unpacked(byte[] bytes) {
        try (var zip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return zip.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException("a stored request cannot be unpacked", broken);
        }
    }
}
