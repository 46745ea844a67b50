package io.triade.local.models.minilm;

import ai.onnxruntime.OrtEnvironment;
import io.triade.local.weights.NativeFiles;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// Loads the native libraries of the ONNX runtime from a folder of our own: those it unpacks itself stay in the
/// temporary folder, 17 MB a run, when the process is halted.
final class OnnxLibrary {
    private static final String LIBRARY_FOLDER = "onnxruntime.native.path";

    private OnnxLibrary() {}

    /// What the action makes is loaded with them.
    static <T> T loadWith(Supplier<T> action) {
        if (System.getProperty(LIBRARY_FOLDER) != null) {
            return action.get();
        }
        var folder = "native/%s-%s/".formatted(system(), processor());
        var names = List.of(
                folder + System.mapLibraryName("onnxruntime"), folder + System.mapLibraryName("onnxruntime4j_jni"));
        try (var files = NativeFiles.unpack(OrtEnvironment.class, names)) {
            System.setProperty(LIBRARY_FOLDER, files.folder().toString());
            return action.get();
        }
    }

    private static String system() {
        var name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (name.contains("windows")) {
            return "win";
        }
        return name.contains("mac") ? "osx" : "linux";
    }

    private static String processor() {
        var name = System.getProperty("os.arch");
        return name.equals("amd64") || name.equals("x86_64") ? "x64" : name;
    }
}
