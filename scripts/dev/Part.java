package dev;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One process of the suite: how it is launched and where it says that it is healthy.
///
/// @param service what it is a replica of; its own name where there is only one
/// @param url what a person or a client calls
/// @param health path under `url` that answers 200 once it is ready
/// @param ports names each port, for the message when it is taken
/// @param needs files that must be there
/// @param files texts that are written just before it is launched
record Part(
        String name,
        String service,
        String url,
        String health,
        Map<Settings.Port, Integer> ports,
        Path folder,
        List<String> command,
        Map<String, String> environment,
        List<Path> needs,
        Map<Path, String> files) {
    /// Another value means that a running process no longer is what would be started now.
    String launch() {
        var text = new StringBuilder(String.join("\n", command));
        new TreeMap<>(environment).forEach((name, value) -> text.append('\n').append(name).append(value));
        needs.forEach(file -> text.append('\n').append(file.toFile().lastModified()));
        new TreeMap<>(files).values().forEach(written -> text.append('\n').append(written));
        return Fingerprint.of(text.toString());
    }
}
