package dev;

import dev.Settings.Port;
import java.util.List;

/// What a person needs to know once everything is up.
final class Welcome {
    private Welcome() {}

    static String text(Settings settings, long beganNanos, List<String> without, boolean detached) {
        String page = without.contains("frontend")
                ? "http://localhost:" + settings.port(Port.API)
                : "http://localhost:" + settings.port(Port.FRONTEND);
        return """

                Triade is ready after %s:  %s

                  Sign in as   ana / ana        tenant acme, administrator
                        or     carla / carla    tenant acme, member
                        or     bruno / bruno    tenant globex, member

                  curl         curl -s %s/v1/me -H "Authorization: Bearer $(./dev token ana)"
                  OpenAI SDK   base_url=%s/openai/v1   api_key=$(./dev token ana)
                  look         ./dev status   ./dev logs -f   ./dev doctor
                %s
                %s
                """
                .formatted(
                        Progress.since(beganNanos),
                        page,
                        "http://localhost:" + settings.port(Port.API),
                        "http://localhost:" + settings.port(Port.API),
                        replicas(settings),
                        detached ? "It keeps running; ./dev down stops it." : "Ctrl-C stops everything.");
    }

    private static String replicas(Settings settings) {
        if (settings.replicas() == 1) return "";
        return "  replicas     %d of each service; who gets requests: http://localhost:%d   one after the other: ./dev roll%n"
                .formatted(settings.replicas(), settings.port(Port.PROXY));
    }
}
