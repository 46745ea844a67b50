package io.triade.api.graphql.hints;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.ExecutionInput;
import graphql.GraphQL;
import graphql.schema.GraphQLSchema;
import io.triade.api.graphql.schema.Caller;
import io.triade.api.graphql.schema.ExecutableSchema;
import io.triade.contracts.access.Principal;
import io.triade.defaults.calls.Call;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rules of `@cacheControl`, those of Apollo Server, on a schema that has one of each.
class CacheHintTest {
    private static final String SCHEMA = """
            directive @access(owner: Boolean! = false, roles: [String!], scopes: [String!]) on OBJECT | FIELD_DEFINITION
            directive @cacheControl(maxAge: Int, scope: Scope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT
            enum Scope { PUBLIC PRIVATE }
            type Query {
              unsaid: String @access
              short: String @access @cacheControl(maxAge: 5)
              long: Thing @access @cacheControl(maxAge: 60)
              hidden: String @access @cacheControl(maxAge: 60, scope: PRIVATE)
              mine: Thing @access(owner: true) @cacheControl(maxAge: 60)
              typed: Typed @access
              several: [Typed] @access @cacheControl(maxAge: 9)
            }
            type Thing @access {
              name: String
              brief: String @cacheControl(maxAge: 1)
              secret: String @cacheControl(scope: PRIVATE)
              loose: Other
              bound: Other @cacheControl(inheritMaxAge: true)
              inherited: Inheriting
            }
            type Other @access { name: String }
            type Inheriting @access @cacheControl(inheritMaxAge: true) { name: String }
            type Typed @access @cacheControl(maxAge: 30, scope: PRIVATE) { name: String }
            """;

    private static final GraphQLSchema EXECUTABLE = ExecutableSchema.of(
            SCHEMA,
            List.of(wiring -> wiring.type(
                    "Query",
                    query -> query.defaultDataFetcher(
                            field -> switch (field.getField().getName()) {
                                case "unsaid", "short", "hidden" -> "s";
                                case "several" -> List.of(thing());
                                default -> thing();
                            }))));

    private static Map<String, Object> thing() {
        Map<String, Object> other = Map.of("name", "n");
        return Map.of("name", "n", "brief", "b", "secret", "s", "loose", other, "bound", other, "inherited", other);
    }

    private static CachePolicy policy(String query) {
        var policy = new CachePolicy();
        var ana = new Principal("acme", "ana", Set.of(), Set.of(), Set.of());
        var call = new Call(ana, "0".repeat(31) + "1", Instant.now().plusSeconds(10));
        var result = GraphQL.newGraphQL(EXECUTABLE)
                .build()
                .execute(ExecutionInput.newExecutionInput(query)
                        .graphQLContext(Map.of(Caller.class, new Caller(call, null), CachePolicy.class, policy))
                        .build());
        assertThat(result.getErrors()).isEmpty();
        return policy;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { unsaid }                             | 0  | true
            { short }                              | 5  | true
            { long { name } }                      | 60 | true
            { short long { name } }                | 5  | true
            { short unsaid }                       | 0  | true
            { hidden }                             | 60 | false
            { short hidden }                       | 5  | false
            { long { brief } }                     | 1  | true
            { long { secret } }                    | 60 | false
            { long { loose { name } } }            | 0  | true
            { long { bound { name } } }            | 60 | true
            { long { inherited { name } } }        | 60 | true
            { mine { name } }                      | 60 | false
            { typed { name } }                     | 30 | false
            { several { name } }                   | 9  | false
            { long @skip(if: true) { name } short } | 5 | true
            { ...A } fragment A on Query { short } | 5  | true
            { __typename }                         | 0  | true
            """)
    void isTheShortestAndMostPrivateOfItsFields(String query, int maxAge, boolean shared) {
        CachePolicy policy = policy(query);

        assertThat(policy.maxAge()).isEqualTo(maxAge);
        assertThat(policy.shared()).isEqualTo(shared);
    }
}
