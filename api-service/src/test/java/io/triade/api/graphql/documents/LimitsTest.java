package io.triade.api.graphql.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.triade.api.graphql.schema.ExecutableSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is refused before anything of it is carried out, with the published schema.
class LimitsTest {
    private record Config(boolean introspection) implements DocumentsConfig {
        @Override
        public int documentLength() {
            return 32_768;
        }

        @Override
        public int tokens() {
            return 4_000;
        }

        @Override
        public int depth() {
            return 12;
        }

        @Override
        public int cost() {
            return 5_000;
        }

        @Override
        public int calls() {
            return 30;
        }

        @Override
        public int aliases() {
            return 50;
        }

        @Override
        public int directives() {
            return 50;
        }

        @Override
        public int pageLength() {
            return 100;
        }

        @Override
        public int remembered() {
            return 10;
        }

        @Override
        public int persisted() {
            return 10;
        }

        @Override
        public int bodyBytes() {
            return 1_048_576;
        }
    }

    private static String published() {
        try {
            return Files.readString(Path.of("../docs/api/schema.graphql"));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Documents documents(boolean introspection) {
        var schema = ExecutableSchema.of(
                published(),
                List.of(wiring -> wiring.type("RunEvent", event -> event.typeResolver(_ -> null))
                        .type("SyncItem", item -> item.typeResolver(_ -> null))));
        return new Documents(new Config(introspection), schema);
    }

    private static final Documents DOCUMENTS = documents(false);

    private static String refusal(String query, Map<String, Object> variables) {
        long started = System.nanoTime();
        var refused = catchThrowableOfType(Refused.class, () -> DOCUMENTS.read(query, null, variables));
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(1));
        assertThat(refused)
                .as(query.substring(0, Math.min(200, query.length())))
                .isNotNull();
        return refused.errors().getFirst().getMessage();
    }

    private static String times(int count, String pattern) {
        return IntStream.range(0, count).mapToObj(pattern::formatted).collect(Collectors.joining(" "));
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of("nested deep", "{ me " + "{ a ".repeat(30) + "}".repeat(30) + " }", "is nested"),
                Arguments.of("nested far too deep", "{ a ".repeat(3_000) + "}".repeat(3_000), ""),
                Arguments.of("aliases", "{ " + times(60, "a%d: me { subject }") + " }", "aliases"),
                Arguments.of(
                        "dear aliases",
                        "{ " + times(30, "a%d: runs(first: 100) { items { id state } }") + " }",
                        "cost"),
                Arguments.of(
                        "many lists",
                        "{ " + times(50, "a%d: runs(first: 1) { next }") + " }",
                        "ask the services behind this one 50 times; 30 is the most"),
                Arguments.of(
                        "many starts",
                        "mutation { " + times(31, "a%d: startTurn(sessionId: \"s\", input: {text: \"t\"}) { id }")
                                + " }",
                        "31 times"),
                Arguments.of(
                        "a call for each of a long list",
                        "{ sessions(first: 30) { items { turns(first: 1) { next } } } }",
                        "31 times"),
                Arguments.of(
                        "lists by fragments",
                        "{ a: me { subject } ...F ...G } fragment F on Query { " + times(16, "f%d: models { id }")
                                + " } fragment G on Query { " + times(16, "g%d: sessions { next }") + " }",
                        "32 times"),
                Arguments.of(
                        "fragments that contain themselves",
                        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
                        "contains itself"),
                Arguments.of(
                        "an unused fragment that contains itself",
                        "{ me { subject } } fragment A on Query { ...A }",
                        "contains itself"),
                Arguments.of(
                        "fragments that double each other",
                        "{ ...F0 } "
                                + IntStream.range(0, 40)
                                        .mapToObj(i -> "fragment F%d on Query { ...F%d ...F%d me { subject } }"
                                                .formatted(i, i + 1, i + 1))
                                        .collect(Collectors.joining(" "))
                                + " fragment F40 on Query { me { subject } }",
                        "cost"),
                Arguments.of(
                        "fragments that double each other's lists",
                        "{ ...F0 } "
                                + IntStream.range(0, 40)
                                        .mapToObj(i ->
                                                "fragment F%d on Query { ...F%d ...F%d }".formatted(i, i + 1, i + 1))
                                        .collect(Collectors.joining(" "))
                                + " fragment F40 on Query { models { id } }",
                        "times"),
                Arguments.of("a long page", "{ runs(first: 101) { next } }", "from 1 to 100"),
                Arguments.of("an empty page", "{ runs(first: 0) { next } }", "from 1 to 100"),
                Arguments.of(
                        "pages of pages",
                        "{ sessions(first: 20) { items { turns(first: 100) { items { id state output } } } } }",
                        "cost"),
                Arguments.of("directives", "{ me { subject " + "@include(if: true) ".repeat(60) + "} }", "directives"),
                Arguments.of("many words", "{ " + "me ".repeat(4_100) + "}", ""),
                Arguments.of("a long document", "{ me { subject } } #" + "x".repeat(40_000), "characters"),
                Arguments.of("introspection", "{ __schema { types { name } } }", "Introspection is off"),
                Arguments.of(
                        "hidden introspection",
                        "{ ...A } fragment A on Query { __type(name: \"Run\") { name } }",
                        "Introspection is off"),
                Arguments.of("an unknown enum", "{ runs(filter: {state: NONSENSE}) { next } }", "NONSENSE"),
                Arguments.of("an argument that stands twice", "{ run(id: 1, id: 2) { id } }", "id"),
                Arguments.of(
                        "an input field that stands twice",
                        "{ runs(filter: {state: RUNNING, state: FAILED}) { next } }",
                        "state"),
                Arguments.of(
                        "values nested deep",
                        "{ runs(filter: " + "{state: ".repeat(1_500) + "RUNNING" + "}".repeat(1_500) + ") { next } }",
                        ""),
                Arguments.of("many fields under one name", "{ me { " + "subject ".repeat(3_000) + "} x }", ""),
                Arguments.of(
                        "two operations and no name",
                        "query A { me { subject } } query B { me { subject } }",
                        "operationName"),
                Arguments.of("a fragment that is not there", "{ ...Nowhere }", "Nowhere"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void refusesInLessThanASecond(String name, String query, String why) {
        assertThat(refusal(query, Map.of())).contains(why);
    }

    @Test
    void weighsWhatAVariableAsksFor() {
        String query =
                "query($n: Int! = 2) { sessions(first: $n) { items { turns(first: 50) { items { id input output state } } } } }";

        assertThatCode(() -> DOCUMENTS.read(query, null, Map.of())).doesNotThrowAnyException();
        assertThatCode(() -> DOCUMENTS.read(query, null, Map.of("n", 10))).doesNotThrowAnyException();
        assertThat(refusal(query, Map.of("n", 25))).contains("would cost");
        assertThat(refusal(query, Map.of("n", 30))).contains("31 times");
        assertThat(refusal(query, Map.of("n", 1_000_000_000_000L))).contains("from 1 to 100");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ me { subject } }",
                "query A { me { ...B } } fragment B on Principal { subject tenant }",
                "{ __typename }",
                "{ runs(first: 100) { items { id state usage { inputTokens outputTokens } problem { errors { pointer } } } } }",
                "subscription { runEvents(id: \"r\") { __typename offset ... on Failed { problem { detail } } } }"
            })
    void letsWhatPeopleAskForPass(String query) {
        assertThatCode(() -> DOCUMENTS.read(query, null, Map.of())).doesNotThrowAnyException();
    }

    @Test
    void showsTheSchemaWhereThatIsConfigured() {
        String query = graphql.introspection.IntrospectionQuery.INTROSPECTION_QUERY;

        assertThatCode(() -> documents(true).read(query, null, Map.of())).doesNotThrowAnyException();
    }
}
