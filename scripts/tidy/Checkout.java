package tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The files that are, or would be, committed.
///
/// @param files relative to the root, sorted
public record Checkout(Path root, List<Path> files) {
    private static final Set<String> NEVER_COMMITTED =
            Set.of(".git", ".triade", ".venv", "target", "node_modules", "dist", "__pycache__");

    public static Checkout at(Path root) throws IOException, InterruptedException {
        List<Path> files = Files.exists(root.resolve(".git")) ? known(root) : walked(root);
        return new Checkout(
                root,
                files.stream().filter(file -> Files.isRegularFile(root.resolve(file))).sorted().toList());
    }

    List<String> lines(Path file) {
        // Bytes that are no text at all only have to be looked at, not understood.
        return new String(bytes(file), StandardCharsets.ISO_8859_1).lines().toList();
    }

    byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(root.resolve(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<Path> known(Path root) throws IOException, InterruptedException {
        var git = new ProcessBuilder("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
                .directory(root.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (git.waitFor() != 0) throw new IOException("git ls-files failed in " + root);
        return names.isEmpty() ? List.of() : List.of(names.split("\0")).stream().map(Path::of).toList();
    }

    private static List<Path> walked(Path root) throws IOException {
        var files = new ArrayList<Path>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean skip = folder.getFileName() != null
                        && NEVER_COMMITTED.contains(folder.getFileName().toString());
                return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                files.add(root.relativize(file));
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }
}
