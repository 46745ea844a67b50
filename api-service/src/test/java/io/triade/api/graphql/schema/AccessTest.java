package io.triade.api.graphql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.execution.AsyncExecutionStrategy;
import graphql.execution.DataFetcherResult;
import io.triade.contracts.access.Principal;
import io.triade.defaults.calls.Call;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rules of `@access`, on a schema that has one of each.
class AccessTest {
    private static final String SCHEMA = """
            directive @access(owner: Boolean! = false, roles: [String!], scopes: [String!]) on OBJECT | FIELD_DEFINITION
            type Query {
              open: String @access
              forgotten: String
              admins: String @access(roles: ["admin", "root"])
              scoped: String @access(scopes: ["a", "b"])
              mine: Thing @access(owner: true)
              cached: Thing @access
              loose: Thing @access
              twice: Guarded @access
            }
            type Thing @access(owner: true) { name: String secret: String @access(roles: ["root"]) }
            type Guarded @access(scopes: ["a"]) { name: String @access(roles: ["admin"]) }
            """;

    private static final Owner ANA = new Owner("acme", "ana");

    private static ExecutionResult ask(String query, Principal principal) {
        Map<String, Object> thing = Map.of("name", "n", "secret", "s");
        var schema = ExecutableSchema.of(
                SCHEMA,
                List.of(wiring -> wiring.type(
                        "Query",
                        type -> type.dataFetchers(Map.of(
                                "open", _ -> "o",
                                "forgotten", _ -> "f",
                                "admins", _ -> "a",
                                "scoped", _ -> "s",
                                "mine", _ -> thing,
                                "loose", _ -> thing,
                                "twice", _ -> thing,
                                "cached",
                                        _ -> DataFetcherResult.newResult()
                                                .data(thing)
                                                .localContext(ANA)
                                                .build())))));
        var input = ExecutionInput.newExecutionInput("{ " + query + " }");
        if (principal != null) {
            var call = new Call(principal, "0".repeat(31) + "1", Instant.now().plusSeconds(10));
            input.graphQLContext(Map.of(Caller.class, new Caller(call, null)));
        }
        return GraphQL.newGraphQL(schema)
                .queryExecutionStrategy(new AsyncExecutionStrategy(new Errors()))
                .build()
                .execute(input.build());
    }

    private static Principal principal(String words) {
        String[] of = words.split(" ", -1);
        return new Principal(
                of[0],
                of[1],
                of.length > 2 && !of[2].equals("-") ? Set.of(of[2].split(",", -1)) : Set.of(),
                of.length > 3 ? Set.of(of[3].split(",", -1)) : Set.of(),
                Set.of());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            open             | acme bob          | true
            forgotten        | acme ana root a,b | false
            admins           | acme bob          | false
            admins           | acme bob admin    | true
            scoped           | acme bob - c      | false
            scoped           | acme bob - b,c    | true
            mine { name }    | acme bob          | true
            cached { name }  | acme ana          | true
            cached { name }  | acme bob          | false
            cached { name }  | globex ana        | false
            loose { name }   | acme ana          | false
            mine { secret }  | acme ana admin    | false
            mine { secret }  | acme ana root     | true
            twice { name }   | acme ana admin    | false
            twice { name }   | acme ana - a      | false
            twice { name }   | acme ana admin a  | true
            """)
    void letsOnlyThoseWhoSatisfyEveryRule(String query, String who, boolean sees) {
        ExecutionResult result = ask(query, principal(who));

        assertThat(result.getErrors().isEmpty()).isEqualTo(sees);
        assertThat(result.getData().toString().contains("=null")).isEqualTo(!sees);
    }

    @ParameterizedTest
    @CsvSource({"open", "forgotten", "admins", "scoped", "mine { name }"})
    void letsNobodyWhoIsNotKnown(String query) {
        ExecutionResult result = ask(query, null);

        assertThat(result.getErrors()).hasSize(1);
        assertThat(Errors.written(result.getErrors().getFirst(), null)
                        .get("extensions")
                        .toString())
                .contains("/problems/unauthenticated");
    }

    @Test
    void saysNothingOfWhatIsSomebodyElses() {
        var error = ask("cached { name }", principal("acme bob")).getErrors().getFirst();

        assertThat(Errors.written(error, null).get("extensions").toString()).contains("/problems/not-found");
    }

    @Test
    void saysWhatIsNeeded() {
        var error = ask("scoped", principal("acme bob")).getErrors().getFirst();

        assertThat(error.getMessage()).isEqualTo("Query.scoped needs a token with one of the scopes a, b.");
    }
}
