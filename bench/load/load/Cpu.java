package load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Processor time that processes have used so far.
public final class Cpu {
    /// Linux counts in hundredths of a second on every machine we run on.
    private static final double MICROS_A_TICK = 10_000;

    private Cpu() {}

    static Map<String, Double> micros(Map<String, Long> pids) throws IOException {
        var used = new LinkedHashMap<String, Double>();
        for (var process : pids.entrySet()) {
            String stat = Files.readString(Path.of("/proc", process.getValue().toString(), "stat"));
            // The name in parentheses may hold anything; the numbers begin after it, utime and stime are the 12th and 13th.
            String[] numbers = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            used.put(process.getKey(), (Long.parseLong(numbers[11]) + Long.parseLong(numbers[12])) * MICROS_A_TICK);
        }
        return used;
    }
}
