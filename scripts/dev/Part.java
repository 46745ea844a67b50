package dev;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// One process of the suite: how it is launched and where it says that it is healthy.
///
/// @param url what a person or a client calls
/// @param health path under `url` that answers 200 once it is ready
/// @param port names the port, for the message when it is taken
/// @param needs files that must have been built
record Part(
        String name,
        String url,
        String health,
        Map<Settings.Port, Integer> ports,
        Path folder,
        List<String> command,
        Map<String, String> environment,
        List<Path> needs) {
    /// Another value means that a running process no longer is what would be started now.
    String launch() {
        var text = new StringBuilder(String.join("\n", command));
        new java.util.TreeMap<>(environment).forEach((name, value) -> text.append('\n').append(name).append(value));
        needs.forEach(file -> text.append('\n').append(file.toFile().lastModified()));
        return Fingerprint.of(text.toString());
    }
}
