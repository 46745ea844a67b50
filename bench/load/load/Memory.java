package load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// What processes hold in memory now.
public final class Memory {
    private Memory() {}

    /// Resident, as Linux counts it.
    public static Map<String, Long> mebibytes(Map<String, Long> pids) throws IOException {
        var memory = new LinkedHashMap<String, Long>();
        for (var process : pids.entrySet()) {
            for (String line : Files.readAllLines(Path.of("/proc", process.getValue().toString(), "status"))) {
                if (line.startsWith("VmRSS:")) memory.put(process.getKey(), Long.parseLong(line.replaceAll("\\D", "")) / 1024);
            }
        }
        return memory;
    }
}
