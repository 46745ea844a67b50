package io.triade.api.graphql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.api.Client;
import io.triade.api.FakeIssuer;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Ana at the GraphQL door, by HTTP.
record Asking(FakeIssuer issuer) {
    static final String RESPONSE = "application/graphql-response+json";
    static final ObjectMapper JSON = new ObjectMapper();

    Client.Answer ask(String query) {
        return ask(Map.of("query", query));
    }

    Client.Answer ask(Map<String, ?> request) {
        return Client.send(posted(JSON.valueToTree(request).toString()));
    }

    HttpRequest.Builder posted(String body) {
        return Client.request("/graphql", issuer.token())
                .header("content-type", "application/json")
                .header("accept", RESPONSE)
                .POST(BodyPublishers.ofString(body));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static JsonNode error(Client.Answer answer) {
        return answer.body().at("/errors/0");
    }
}
