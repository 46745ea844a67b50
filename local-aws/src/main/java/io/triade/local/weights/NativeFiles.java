package io.triade.local.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Native libraries out of a jar, in a folder of their own and only while they are being loaded. What the bindings do
/// by themselves collides with a second process, or leaves files behind when the process is halted.
public final class NativeFiles implements AutoCloseable {
    private final Path folder;
    private final List<Path> files = new ArrayList<>();

    private NativeFiles(Path folder) {
        this.folder = folder;
        // Removed in reverse order at exit, so the folder is named before the files in it.
        folder.toFile().deleteOnExit();
    }

    /// Unpacks the resources that there are.
    public static NativeFiles unpack(Class<?> beside, List<String> resources) {
        try {
            var unpacked = new NativeFiles(Files.createTempDirectory("triade-native"));
            for (var resource : resources) {
                unpacked.add(beside, resource);
            }
            return unpacked;
        } catch (IOException e) {
            throw new UncheckedIOException("a native library cannot be unpacked to java.io.tmpdir: " + e, e);
        }
    }

    public Path folder() {
        return folder;
    }

    /// Removes the files, which the system keeps for whoever has loaded them; one that does not leaves them to the end
    /// of the process.
    @Override
    public void close() {
        files.forEach(NativeFiles::remove);
        remove(folder);
    }

    private void add(Class<?> beside, String resource) throws IOException {
        try (var in = beside.getResourceAsStream(resource)) {
            if (in != null) {
                var file = folder.resolve(resource.substring(resource.lastIndexOf('/') + 1));
                files.add(file);
                Files.copy(in, file);
            }
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException _) {
            file.toFile().deleteOnExit();
        }
    }
}
