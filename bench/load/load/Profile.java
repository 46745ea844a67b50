package load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where the processor time of api-service and prompt-service goes, by the JDK's own flight recorder.
public final class Profile {
    private static final List<String> PROFILED = List.of("api-service", "prompt-service");

    private final RunningSuite suite;
    private final Map<String, Path> recordings = new LinkedHashMap<>();

    private Profile(RunningSuite suite) {
        this.suite = suite;
    }

    public static Profile start(RunningSuite suite) throws IOException, InterruptedException {
        var profile = new Profile(suite);
        for (String name : PROFILED) {
            Path file = Files.createTempFile(name, ".jfr");
            profile.recordings.put(name, file);
            tool("jcmd", suite.pids().get(name).toString(), "JFR.start", "name=load", "settings=profile");
        }
        return profile;
    }

    public String stop() throws IOException, InterruptedException {
        var text = new StringBuilder();
        for (var recording : recordings.entrySet()) {
            String pid = suite.pids().get(recording.getKey()).toString();
            tool("jcmd", pid, "JFR.stop", "name=load", "filename=" + recording.getValue());
            text.append("\n## Hot methods of ").append(recording.getKey()).append("\n\n```\n");
            text.append(tool("jfr", "view", "--width", "120", "hot-methods", recording.getValue().toString()).strip());
            text.append("\n```\n");
            Files.deleteIfExists(recording.getValue());
        }
        return text.toString();
    }

    private static String tool(String name, String... words) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", name).toString());
        command.addAll(List.of(words));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) throw new IOException(name + ": " + output);
        return output;
    }
}
