package dev;

import dev.Settings.Port;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Whether a port is free and, if not, who has it.
final class Ports {
    private static final String LISTENING = "0A";

    private Ports() {}

    static boolean free(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    static String taken(Port port, int number, String by) {
        String owner = owner(number).map(handle -> " by " + describe(handle)).orElse("");
        return "Port " + number + ", wanted by " + by + ", is taken" + owner + ".\n  Stop that, or choose another: "
                + "./dev up --port " + port.option() + "=" + (number + 1000) + "  (or " + port.variable() + "="
                + (number + 1000) + ")";
    }

    static Optional<ProcessHandle> owner(int port) {
        try {
            return Files.isReadable(Path.of("/proc/net/tcp")) ? ownerInProc(port) : ownerByLsof(port);
        } catch (IOException | RuntimeException hidden) {
            return Optional.empty();
        }
    }

    private static String describe(ProcessHandle handle) {
        String command = handle.info().commandLine().orElse(handle.info().command().orElse("a process of somebody else"));
        return "process " + handle.pid() + " (" + (command.length() > 120 ? command.substring(0, 120) + "..." : command)
                + ")";
    }

    private static Optional<ProcessHandle> ownerByLsof(int port) {
        String pid = Tools.output("lsof", "-nP", "-iTCP:" + port, "-sTCP:LISTEN", "-t").strip().lines()
                .findFirst().orElse("");
        return pid.matches("\\d+") ? ProcessHandle.of(Long.parseLong(pid)) : Optional.empty();
    }

    private static Optional<ProcessHandle> ownerInProc(int port) throws IOException {
        String wanted = String.format(Locale.ROOT, ":%04X", port);
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            if (!Files.isReadable(Path.of(table))) continue;
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] columns = line.strip().split("\\s+");
                if (columns.length > 9 && columns[1].endsWith(wanted) && columns[3].equals(LISTENING)) {
                    var owner = ProcessHandle.allProcesses().filter(handle -> holds(handle.pid(), columns[9])).findFirst();
                    if (owner.isPresent()) return owner;
                }
            }
        }
        return Optional.empty();
    }

    private static boolean holds(long pid, String inode) {
        Path folder = Path.of("/proc", Long.toString(pid), "fd");
        if (!Files.isReadable(folder)) return false;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (Files.readSymbolicLink(file).toString().equals("socket:[" + inode + "]")) return true;
            }
        } catch (IOException | RuntimeException gone) {
            return false;
        }
        return false;
    }

    /// What stands in the way of starting these; empty when nothing does.
    static List<String> taken(List<Part> parts) {
        return parts.stream()
                .flatMap(part -> part.ports().entrySet().stream()
                        .filter(port -> !free(port.getValue()))
                        .map(port -> taken(port.getKey(), port.getValue(), part.name())))
                .toList();
    }
}
