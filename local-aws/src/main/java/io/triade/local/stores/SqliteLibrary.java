package io.triade.local.stores;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The native library under DynamoDB Local. Its loader looks beside its own jar, which is not where a build
/// tool's repository keeps it: we look on the whole class path and tell it.
final class SqliteLibrary {
    private static final String FOLDER = "sqlite4java.library.path";

    private SqliteLibrary() {}

    /// Leaves alone what the user has set; finds nothing where the loader must try by itself.
    static void makeKnown() {
        if (System.getProperty(FOLDER) != null) {
            return;
        }
        find(System.getProperty("java.class.path", ""))
                .map(Path::getParent)
                .ifPresent(folder -> System.setProperty(FOLDER, folder.toString()));
    }

    static Optional<Path> find(String classPath) {
        var entries = Stream.of(classPath.split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath())
                .toList();
        var named = entries.stream().filter(SqliteLibrary::fits).findFirst();
        return named.isPresent()
                ? named
                : entries.stream()
                        .map(Path::getParent)
                        .distinct()
                        .flatMap(folder -> files(folder).stream())
                        .filter(SqliteLibrary::fits)
                        .findFirst();
    }

    private static boolean fits(Path file) {
        var name = String.valueOf(file.getFileName());
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (system.contains("win")) {
            return name.startsWith("sqlite4java-win32-x64") && name.endsWith(".dll");
        }
        if (system.contains("mac")) {
            return name.startsWith("libsqlite4java-osx") && name.endsWith(".dylib");
        }
        return name.startsWith("libsqlite4java-linux-" + System.getProperty("os.arch")) && name.endsWith(".so");
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
