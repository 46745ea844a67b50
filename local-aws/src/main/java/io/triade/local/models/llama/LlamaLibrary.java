package io.triade.local.models.llama;

import de.kherud.llama.LlamaModel;
import io.triade.local.weights.NativeFiles;
import java.util.List;
import java.util.Locale;

/// Loads the native library from a folder of our own. Left to itself the binding unpacks to one name in the common
/// temporary folder, deletes whatever else there begins with "llama", and says so on standard output.
final class LlamaLibrary {
    private static final String LIBRARY_FOLDER = "de.kherud.llama.lib.path";
    private static final String TEMPORARY_FOLDER = "de.kherud.llama.tmpdir";

    private LlamaLibrary() {}

    /// @throws LinkageError if this machine cannot run it
    static synchronized void load() {
        if (System.getProperty(LIBRARY_FOLDER) != null) {
            return;
        }
        var resource = "%s/%s/%s".formatted(system(), processor(), System.mapLibraryName("jllama"));
        try (var files = NativeFiles.unpack(LlamaModel.class, List.of(resource))) {
            System.setProperty(TEMPORARY_FOLDER, files.folder().toString());
            System.setProperty(LIBRARY_FOLDER, files.folder().toString());
            // Loading is what the class does when it is first used.
            Class.forName(LlamaModel.class.getName());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String system() {
        var name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (name.contains("windows")) {
            return "Windows";
        }
        return name.contains("mac") ? "Mac" : "Linux";
    }

    private static String processor() {
        var name = System.getProperty("os.arch");
        return name.equals("amd64") ? "x86_64" : name;
    }
}
