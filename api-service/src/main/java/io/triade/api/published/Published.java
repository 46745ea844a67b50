package io.triade.api.published;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Files of the repository's docs that are packed into the service.
public final class Published {
    private Published() {}

    public static byte[] bytes(String name) {
        String path = "/published/" + name;
        try (InputStream file = Published.class.getResourceAsStream(path)) {
            if (file == null) throw new IllegalStateException(path + " was not packed");
            return file.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
