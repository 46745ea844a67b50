package io.triade.local.stores;

import io.triade.local.weights.NativeFiles;
import java.util.List;
import software.amazon.dynamodb.services.local.shared.access.sqlite.SQLiteLibraryLoader;
import software.amazon.dynamodb.services.local.shared.access.sqlite.SQLiteLibraryLoaderUtil;

/// Loads the native library under DynamoDB Local from a folder of our own: the one its loader unpacks itself stays in
/// the temporary folder, a megabyte a run, when the process is halted.
final class SqliteLibrary {
    private static final String LIBRARY_FOLDER = "org.sqlite.lib.path";

    private SqliteLibrary() {}

    /// Leaves alone what the user has set.
    static synchronized void load() {
        if (System.getProperty(LIBRARY_FOLDER) != null) {
            return;
        }
        var resource = "native/%s/%s"
                .formatted(
                        SQLiteLibraryLoaderUtil.getNativeLibFolderPathForCurrentOS(),
                        SQLiteLibraryLoaderUtil.getNativeLibName());
        try (var files = NativeFiles.unpack(SQLiteLibraryLoader.class, List.of(resource))) {
            System.setProperty(LIBRARY_FOLDER, files.folder().toString());
            SQLiteLibraryLoader.initialize();
        } catch (Exception e) { // The library declares it so.
            throw new IllegalStateException("SQLite does not run on this machine: " + e.getMessage(), e);
        }
    }
}
