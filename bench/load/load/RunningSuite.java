package load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The suite that `./dev status --json` tells of.
public record RunningSuite(Map<String, Long> pids, Map<String, String> urls, String token) {
    private static final Pattern PROCESS = Pattern.compile("\"name\":\"([^\"]+)\",\"url\":\"([^\"]+)\",\"pid\":(\\d+)");
    private static final Pattern TOKEN = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"");

    public static RunningSuite find() throws IOException, InterruptedException {
        var status = new ProcessBuilder("/bin/sh", "dev", "status", "--json").start();
        String text = new String(status.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        status.waitFor();
        var pids = new LinkedHashMap<String, Long>();
        var urls = new LinkedHashMap<String, String>();
        var found = PROCESS.matcher(text);
        while (found.find()) {
            if (found.group(1).equals("frontend")) continue;
            pids.put(found.group(1), Long.parseLong(found.group(3)));
            urls.put(found.group(1), found.group(2));
        }
        if (pids.size() < 4) throw new IOException("The suite is not running; start it by ./dev up --detach. Found: " + text);
        return new RunningSuite(pids, urls, token(urls.get("local-aws")));
    }

    public List<String> names() {
        return List.copyOf(pids.keySet());
    }

    private static String token(String localAws) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(localAws + "/_local/token"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"user\":\"ana\"}"))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            var found = TOKEN.matcher(http.send(request, BodyHandlers.ofString()).body());
            if (!found.find()) throw new IOException("local-aws gives no token");
            return found.group(1);
        }
    }
}
