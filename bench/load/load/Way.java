package load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// One way to ask the same question.
///
/// @param request the n-th request
/// @param end what a whole answer contains
public record Way(String name, boolean direct, boolean stream, IntFunction<HttpRequest> request, String end) {
    private static final int SESSIONS = 64;
    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"");
    private static final String TEXT =
            IntStream.range(0, Integer.getInteger("words", 50)).mapToObj(word -> "w" + word).collect(Collectors.joining(" "));

    private static final String LEX =
            """
            {"messageVersion":"1.0","invocationSource":"FulfillmentCodeHook","inputMode":"Text","sessionId":"load",
             "responseContentType":"text/plain; charset=utf-8","inputTranscript":"%s",
             "bot":{"id":"B","name":"b","aliasId":"A","aliasName":"a","localeId":"en_US","version":"1"},
             "sessionState":{"sessionAttributes":{"triade-session":"%s","triade-turn":"%d"},
              "intent":{"name":"Ask","slots":{},"state":"ReadyForFulfillment","confirmationState":"None"}}}
            """;

    public static List<Way> all(RunningSuite suite) throws IOException, InterruptedException {
        String api = suite.urls().get("api-service");
        var bearer = List.of("Authorization", "Bearer " + suite.token());
        List<String> sessions = sessions(api, bearer);
        var ways = new ArrayList<Way>();
        for (boolean stream : new boolean[] {false, true}) {
            ways.add(direct(suite.urls().get("local-aws"), stream));
            ways.add(door(api, bearer, stream));
            ways.add(turn(api, bearer, sessions, stream));
            ways.add(run(api, bearer, stream));
            ways.add(anthropic(api, bearer, stream));
            ways.add(response(api, bearer, stream));
        }
        ways.add(generate(api, bearer));
        ways.add(lex(api, bearer, sessions));
        return ways;
    }

    private static Way direct(String localAws, boolean stream) {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"%s\"}]}]}".formatted(TEXT);
        String signature = "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/bedrock/aws4_request, "
                + "SignedHeaders=host;x-amz-date, Signature=" + "0".repeat(64);
        var headers = List.of("Authorization", signature, "X-Amz-Date", "20260101T000000Z");
        String path = "/model/local.echo-v1/converse" + (stream ? "-stream" : "");
        var request = request(localAws + path, body, "*/*", headers);
        return new Way("direct" + kind(stream), true, stream, _ -> request, stream ? "metadata" : "usage");
    }

    private static Way door(String api, List<String> bearer, boolean stream) {
        String body = "{\"model\":\"local.echo-v1\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                .formatted(stream, TEXT);
        var request = request(api + "/openai/v1/chat/completions", body, accept(stream), bearer);
        return new Way("OpenAI door" + kind(stream), false, stream, _ -> request, stream ? "[DONE]" : "usage");
    }

    private static Way turn(String api, List<String> bearer, List<String> sessions, boolean stream) {
        // Each turn begins its session anew, so that no history grows while we measure.
        String body = "{\"model\":\"local.echo-v1\",\"parentId\":\"root\",\"text\":\"%s\"}".formatted(TEXT);
        List<HttpRequest> requests = sessions.stream()
                .map(session -> request(api + "/v1/sessions/" + session + "/turns", body, accept(stream), bearer))
                .toList();
        return new Way(
                "session turn" + kind(stream),
                false,
                stream,
                n -> requests.get(n % SESSIONS),
                stream ? "\"completed\"" : "\"succeeded\"");
    }

    private static Way run(String api, List<String> bearer, boolean stream) {
        String body = "{\"model\":\"local.echo-v1\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"%s\"}]}]}"
                .formatted(TEXT);
        var request = request(api + "/v1/runs", body, accept(stream), bearer);
        return new Way("run" + kind(stream), false, stream, _ -> request, stream ? "\"completed\"" : "\"succeeded\"");
    }

    private static Way anthropic(String api, List<String> bearer, boolean stream) {
        String body =
                "{\"model\":\"local.echo-v1\",\"max_tokens\":1000,\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                        .formatted(stream, TEXT);
        var request = request(api + "/anthropic/v1/messages", body, accept(stream), bearer);
        return new Way("Anthropic door" + kind(stream), false, stream, _ -> request, stream ? "message_stop" : "usage");
    }

    private static Way response(String api, List<String> bearer, boolean stream) {
        String body = "{\"model\":\"local.echo-v1\",\"stream\":%s,\"input\":\"%s\"}".formatted(stream, TEXT);
        var request = request(api + "/openai/v1/responses", body, accept(stream), bearer);
        String end = stream ? "response.completed" : "\"completed\"";
        return new Way("kept response" + kind(stream), false, stream, _ -> request, end);
    }

    private static Way generate(String api, List<String> bearer) {
        String body = ("{\"query\":\"mutation($i: RunInput!) { generate(input: $i) { state output } }\",\"variables\":{\"i\":"
                        + "{\"model\":\"local.echo-v1\",\"messages\":[{\"role\":\"USER\",\"content\":[{\"text\":\"%s\"}]}]}}}")
                .formatted(TEXT);
        var request = request(api + "/graphql", body, "application/json", bearer);
        return new Way("GraphQL generate" + kind(false), false, false, _ -> request, "SUCCEEDED");
    }

    private static Way lex(String api, List<String> bearer, List<String> sessions) {
        // The same turn asked twice would be answered by the first one's run.
        var turn = new AtomicInteger();
        return new Way(
                "Lex" + kind(false),
                false,
                false,
                n -> {
                    String body = LEX.formatted(TEXT, sessions.get(n % SESSIONS), turn.incrementAndGet());
                    return request(api + "/lex/v2/fulfilment", body, "application/json", bearer);
                },
                "Fulfilled");
    }

    private static List<String> sessions(String api, List<String> bearer) throws IOException, InterruptedException {
        var sessions = new ArrayList<String>();
        try (var http = HttpClient.newHttpClient()) {
            for (int i = 0; i < SESSIONS; i++) {
                var created = http.send(
                        request(api + "/v1/sessions", "{\"title\":\"load\",\"model\":\"local.echo-v1\"}", "application/json", bearer),
                        BodyHandlers.ofString());
                var id = ID.matcher(created.body());
                if (created.statusCode() != 201 || !id.find()) throw new IOException("no session: " + created.body());
                sessions.add(id.group(1));
            }
        }
        return sessions;
    }

    private static HttpRequest request(String url, String body, String accept, List<String> headers) {
        return HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .header("Accept", accept)
                .headers(headers.toArray(String[]::new))
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static String kind(boolean stream) {
        return stream ? ", stream" : ", unary";
    }

    private static String accept(boolean stream) {
        return stream ? "text/event-stream" : "application/json";
    }
}
