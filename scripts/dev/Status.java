package dev;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Tells of each process where it is, whether it lives and what memory it holds.
public final class Status {
    private final Settings settings;

    private record Line(Part part, String url, long pid, String state, long residentBytes) {
        String json() {
            return "{\"name\":\"%s\",\"url\":\"%s\",\"pid\":%s,\"state\":\"%s\",\"residentBytes\":%s,\"service\":\"%s\"}"
                    .formatted(
                            part.name(),
                            url,
                            pid == 0 ? "null" : pid,
                            state,
                            pid == 0 ? "null" : residentBytes,
                            part.service());
        }
    }

    public Status(Settings settings) {
        this.settings = settings;
    }

    /// @return 0 when everything that was started is ready
    public int print(boolean json) throws java.io.IOException {
        var lines = new ArrayList<Line>();
        for (Part part : new Parts(settings).all()) lines.add(line(part));
        System.out.print(json ? json(lines) : table(lines));
        return lines.stream().anyMatch(line -> line.state.equals("unhealthy") || line.state.equals("crashed")) ? 1 : 0;
    }

    private Line line(Part part) {
        var running = Running.read(settings, part.name());
        if (running.isEmpty()) return new Line(part, part.url(), 0, "stopped", 0);
        Running known = running.get();
        if (!known.alive()) return new Line(part, known.url(), 0, "crashed", 0);
        String state = Health.ready(known.url(), part) ? "ready" : "unhealthy";
        return new Line(part, known.url(), known.pid(), state, known.residentBytes());
    }

    private static String json(List<Line> lines) {
        return "[" + String.join(",\n ", lines.stream().map(Line::json).toList()) + "]\n";
    }

    private static String table(List<Line> lines) {
        var text = new StringBuilder();
        String row = "%-24s %-10s %8s %8s  %s%n";
        text.append(row.formatted("name", "state", "pid", "MiB", "url"));
        long total = 0;
        for (Line line : lines) {
            total += line.residentBytes;
            text.append(row.formatted(
                    line.part.name(), line.state, line.pid == 0 ? "-" : line.pid, mebibytes(line.residentBytes), line.url));
        }
        return text.append(row.formatted("together", "", "", mebibytes(total), "")).toString();
    }

    private static String mebibytes(long bytes) {
        return bytes == 0 ? "-" : String.format(Locale.ROOT, "%d", bytes >> 20);
    }
}
