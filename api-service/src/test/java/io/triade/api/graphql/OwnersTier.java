package io.triade.api.graphql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import io.triade.api.FakeTier;
import java.io.IOException;
import java.util.Base64;

/// A tier in which everything is ana's of acme: all that it says of her has `SECRET` in it, to everybody else it says
/// that there is nothing.
final class OwnersTier implements FakeTier.Part {
    static final String SECRET = "for-ana-only";

    private static final String TEXT = "{\"type\":\"%s\",\"text\":\"" + SECRET + "\"}";
    private static final String PROBLEM = """
            {"type":"%1$s","title":"%1$s","status":500,"detail":"%1$s","traceId":"%1$s",\
            "errors":[{"pointer":"%1$s","detail":"%1$s"}],"current":{"id":"%1$s"}}""".formatted(SECRET);
    private static final String USAGE =
            "{\"inputTokens\":1,\"outputTokens\":2,\"cacheReadInputTokens\":3,\"cacheWriteInputTokens\":4}";
    private static final String TIMES =
            "\"createdAt\":\"2026-11-26T00:00:00Z\",\"finishedAt\":\"2026-11-26T00:00:01Z\"";

    @Override
    public void play(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/v1/models")) {
            json("{\"items\":[{\"id\":\"m\",\"name\":\"m\",\"notice\":\"n\",\"standard\":true}]}")
                    .play(exchange);
        } else if (path.startsWith("/v1/channels/")) {
            channel(exchange);
        } else if (!anas(exchange)) {
            FakeTier.problem(404, "not-found", "There is nothing of yours.").play(exchange);
        } else if (path.endsWith("/events")) {
            FakeTier.events(log(path)).play(exchange);
        } else {
            json(document(path, exchange.getRequestMethod())).play(exchange);
        }
    }

    private static FakeTier.Part json(String body) {
        return FakeTier.json(200, body);
    }

    private static void channel(HttpExchange exchange) throws IOException {
        boolean said = exchange.getRequestMethod().equals("POST");
        (said ? FakeTier.answer(202, "application/json", "") : FakeTier.answer(200, "text/event-stream", """
                data: {"channel":"shared:x","data":{"n":1},"from":"bob","at":"2026-11-26T00:00:00Z"}

                """))
                .play(exchange);
    }

    private static boolean anas(HttpExchange exchange) throws IOException {
        String token = exchange.getRequestHeaders().getFirst("authorization");
        JsonNode claims = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
        return claims.path("tenant").asText().equals("acme")
                && claims.path("sub").asText().equals("ana");
    }

    private static String document(String path, String method) {
        if (method.equals("DELETE") && path.startsWith("/v1/sessions")) return "";
        if (path.endsWith("/changes")) return changes();
        boolean one = method.equals("POST") || path.matches("/v1/\\w+/[^/]+(/turns/[^/]+)?");
        String item = path.contains("/turns") ? turn() : path.startsWith("/v1/runs") ? run() : session();
        return one ? item : "{\"items\":[" + item + "],\"next\":\"" + SECRET + "\"}";
    }

    private static String run() {
        return """
                {"id":"%1$s","sessionId":"%1$s","state":"failed","model":"%1$s","output":"%1$s","lastOffset":3,\
                "attempts":1,"onDisconnect":"continue","onInterruption":"continue","stopReason":"end_turn",\
                "usage":%2$s,"problem":%3$s,%4$s}""".formatted(SECRET, USAGE, PROBLEM, TIMES);
    }

    private static String turn() {
        return """
                {"id":"%1$s","sessionId":"%1$s","parentId":"%1$s","state":"failed","model":"%1$s","input":"%1$s",\
                "output":"%1$s","stopReason":"end_turn","usage":%2$s,"problem":%3$s,%4$s}""".formatted(SECRET, USAGE, PROBLEM, TIMES);
    }

    private static String changes() {
        return """
                {"items":[{"type":"session","session":%2$s},{"type":"turn","turn":%3$s},
                {"type":"tombstone","tombstone":{"id":"%1$s","version":2,"deletedAt":"2026-11-26T00:00:00Z"}},
                {"type":"turn-removed","sessionId":"%1$s","turnId":"%1$s"}],"cursor":"%1$s","more":false}""".formatted(SECRET, session(), turn());
    }

    private static String session() {
        return """
                {"id":"%1$s","title":"%1$s","model":"%1$s","createdAt":"2026-11-26T00:00:00Z",\
                "updatedAt":"2026-11-26T00:00:00Z","version":1}""".formatted(SECRET);
    }

    /// One log for each way to end, chosen by the run's id.
    private static String[] log(String path) {
        String tool = "\"toolUseId\":\"%1$s\",\"name\":\"%1$s\",\"input\":{\"a\":\"%1$s\"}".formatted(SECRET);
        return new String[] {
            "{\"type\":\"started\",\"runId\":\"%1$s\",\"sessionId\":\"%1$s\",\"model\":\"%1$s\"}".formatted(SECRET),
            "{\"type\":\"passage-found\",\"documentId\":\"%1$s\",\"text\":\"%1$s\",\"score\":0.5,\"start\":1,\"end\":2}"
                    .formatted(SECRET),
            TEXT.formatted("text-delta"),
            TEXT.formatted("reasoning-delta"),
            "{\"type\":\"tool-requested\"," + tool + "}",
            "{\"type\":\"tool-finished\",\"toolUseId\":\"%1$s\",\"status\":\"success\",\"content\":\"%1$s\"}"
                    .formatted(SECRET),
            "{\"type\":\"approval-asked\",\"approvalId\":\"" + SECRET + "\"," + tool + "}",
            "{\"type\":\"guardrail-verdict\",\"policy\":\"%1$s\",\"rule\":\"%1$s\",\"stage\":\"input\",\"action\":\"flag\"}"
                    .formatted(SECRET),
            "{\"type\":\"usage\",\"usage\":" + USAGE + ",\"estimated\":false}",
            "{\"type\":\"interrupted\",\"reason\":\"" + SECRET + "\",\"rewindTo\":1}",
            path.contains("failed")
                    ? "{\"type\":\"failed\",\"problem\":" + PROBLEM + "}"
                    : path.contains("cancelled")
                            ? "{\"type\":\"cancelled\",\"by\":\"caller\"}"
                            : "{\"type\":\"completed\",\"stopReason\":\"end_turn\"}"
        };
    }
}
