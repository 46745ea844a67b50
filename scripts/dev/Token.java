package dev;

import java.io.IOException;
import java.util.regex.Pattern;

/// A demo user's bearer token, from the local issuer of the running suite.
public final class Token {
    private static final Pattern ACCESS_TOKEN = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"");

    private final Settings settings;

    public Token(Settings settings) {
        this.settings = settings;
    }

    public int print(String user) throws IOException {
        if (!user.matches("[a-z0-9-]{1,40}")) throw new Failure("There is no demo user " + user + "; try ana, bruno or carla.");
        Running issuer = Running.read(settings, "local-aws")
                .filter(Running::alive)
                .orElseThrow(() -> new Failure("local-aws is not running; ./dev up starts it."));
        try {
            var found = ACCESS_TOKEN.matcher(Http.post(issuer.url() + "/_local/token", "{\"user\":\"" + user + "\"}"));
            if (!found.find()) throw new Failure("local-aws answered without a token.");
            System.out.println(found.group(1));
            return 0;
        } catch (IOException refused) {
            throw new Failure("local-aws gives no token to " + user + "; the demo users are ana, bruno and carla.");
        }
    }
}
