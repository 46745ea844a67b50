package io.triade.api.routes;

import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.regex.Pattern;

/// One public operation that another tier serves under the same path.
///
/// @param path template whose variables, `{likeThis}`, each stand for one segment
/// @param timeout how long the edge waits, unless the caller waits less
/// @param bodyBytes the longest body accepted
public record Route(HttpMethod method, String path, Tier tier, Duration timeout, int bodyBytes) {
    /// What an identifier in a path may look like; nothing in it can leave its segment, encoded or not.
    public static final String ID = "[A-Za-z0-9_-]{1,128}";

    /// A channel's name, its colon encoded or not. Which of them there are is for their tier to say.
    private static final String CHANNEL = "(?:[A-Za-z0-9._:-]|%3[Aa]){1,160}";

    private static final Pattern VARIABLE = Pattern.compile("\\{\\w+}");
    private static final int MANAGEMENT_BODY_BYTES = 64 * 1024;

    static Route to(Tier tier, HttpMethod method, String path) {
        return new Route(method, path, tier, Duration.ofSeconds(25), MANAGEMENT_BODY_BYTES);
    }

    Pattern pattern() {
        return pattern(path);
    }

    static Pattern pattern(String path) {
        return Pattern.compile(
                VARIABLE.matcher(path.replace("{channel}", CHANNEL)).replaceAll("(?:" + ID + ")"));
    }
}
