package io.triade.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.language.ArrayValue;
import graphql.language.FieldDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.language.StringValue;
import graphql.schema.idl.SchemaParser;
import io.vertx.core.http.HttpMethod;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What each call to a tier needs, and that the fields of GraphQL need the same as the calls that they make.
class ScopeTest {
    /// What each field at the root of the schema asks of a tier; those that ask nothing are not here.
    private static final Map<String, String> CALLS = Map.ofEntries(
            Map.entry("Query.models", "GET /v1/models"),
            Map.entry("Query.run", "GET /v1/runs/r_1"),
            Map.entry("Query.runs", "GET /v1/runs?limit=1"),
            Map.entry("Query.session", "GET /v1/sessions/s_1"),
            Map.entry("Query.sessions", "GET /v1/sessions?limit=1"),
            Map.entry("Query.turn", "GET /v1/sessions/s_1/turns/r_1"),
            Map.entry("Query.turns", "GET /v1/sessions/s_1/turns"),
            Map.entry("Query.changes", "GET /v1/sessions/changes"),
            Map.entry("Mutation.generate", "POST /v1/runs"),
            Map.entry("Mutation.startRun", "POST /v1/runs"),
            Map.entry("Mutation.cancelRun", "DELETE /v1/runs/r_1"),
            Map.entry("Mutation.createSession", "POST /v1/sessions"),
            Map.entry("Mutation.changeSession", "PATCH /v1/sessions/s_1"),
            Map.entry("Mutation.deleteSession", "DELETE /v1/sessions/s_1"),
            Map.entry("Mutation.turn", "POST /v1/sessions/s_1/turns"),
            Map.entry("Mutation.startTurn", "POST /v1/sessions/s_1/turns"),
            Map.entry("Mutation.publish", "POST /v1/channels/me:x/messages"),
            Map.entry("Subscription.runEvents", "GET /v1/runs/r_1/events?after=0"),
            Map.entry("Subscription.channel", "GET /v1/channels/me:x/messages"));

    private static Set<String> needed(String call) {
        String[] parts = call.split(" ", 2);
        return Scope.words(Scope.of(HttpMethod.valueOf(parts[0]), parts[1]));
    }

    @Test
    void isTheSameInTheSchemaAsAtTheTiers() {
        var schema =
                new SchemaParser().parse(Path.of("../docs/api/schema.graphql").toFile());
        for (String root : List.of("Query", "Mutation", "Subscription")) {
            var type = schema.getType(root, ObjectTypeDefinition.class).orElseThrow();
            for (FieldDefinition field : type.getFieldDefinitions()) {
                String name = root + "." + field.getName();
                assertThat(declared(field))
                        .as(name)
                        .isEqualTo(name.equals("Query.me") ? Set.of() : needed(String.valueOf(CALLS.get(name))));
            }
        }
    }

    private static Set<String> declared(FieldDefinition field) {
        var scopes = field.getDirectives("access").getFirst().getArgument("scopes");
        return scopes == null
                ? Set.of()
                : ((ArrayValue) scopes.getValue())
                        .getValues().stream()
                                .map(word -> ((StringValue) word).getValue())
                                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET /v1/runs/r_1/request                | read,generate
            DELETE /v1/runs/r_1/record              | write
            PUT /v1/runs/r_1/metadata               | write
            PUT /v1/sessions/s_1                    | write
            POST /v1/sessions/s_1/turns/            | generate
            POST /v1/generations                    | generate
            POST /v1/embeddings                     | generate
            POST /v1/token-counts                   | generate
            GET /v1/models                          | ''
            GET /internal/change-notices            | ''
            """)
    void isNeededForWhatOtherDoorsDo(String call, String words) {
        assertThat(needed(call))
                .isEqualTo(Arrays.stream(words.split(",", -1))
                        .filter(word -> !word.isEmpty())
                        .map("triade/"::concat)
                        .collect(Collectors.toSet()));
    }

    @Test
    void hasThreeWords() {
        assertThat(Scope.words())
                .containsExactlyInAnyOrderElementsOf(Stream.of("read", "write", "generate")
                        .map("triade/"::concat)
                        .toList());
    }
}
