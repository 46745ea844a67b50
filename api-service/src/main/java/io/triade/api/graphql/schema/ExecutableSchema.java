package io.triade.api.graphql.schema;

import graphql.schema.FieldCoordinates;
import graphql.schema.GraphQLCodeRegistry;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import io.triade.api.graphql.hints.HintedField;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// The schema as it is published, with a guard before each of its fields and a note of how long it holds.
public final class ExecutableSchema {
    private ExecutableSchema() {}

    public static GraphQLSchema of(String published, List<Wiring> wirings) {
        RuntimeWiring.Builder wiring = RuntimeWiring.newRuntimeWiring();
        Scalars.ALL.forEach(wiring::scalar);
        wirings.forEach(some -> some.wire(wiring));
        GraphQLSchema open =
                new SchemaGenerator().makeExecutableSchema(new SchemaParser().parse(published), wiring.build());
        GraphQLCodeRegistry guarded = open.getCodeRegistry().transform(registry -> guard(open, registry));
        return open.transformWithoutTypes(schema -> schema.codeRegistry(guarded));
    }

    private static void guard(GraphQLSchema schema, GraphQLCodeRegistry.Builder registry) {
        for (GraphQLType type : schema.getAllTypesAsList()) {
            if (!(type instanceof GraphQLObjectType object) || object.getName().startsWith("__")) continue;
            for (GraphQLFieldDefinition field : object.getFieldDefinitions()) {
                var place = FieldCoordinates.coordinates(object.getName(), field.getName());
                boolean root = root(schema, object);
                List<AccessRule> rules = rules(object, field);
                boolean owned = rules.stream().anyMatch(AccessRule::owner);
                var hinted = HintedField.of(field, root, owned, registry.getDataFetcher(object, field));
                registry.dataFetcher(
                        place, new GuardedField(object.getName() + "." + field.getName(), root, rules, hinted));
            }
        }
    }

    private static List<AccessRule> rules(GraphQLObjectType type, GraphQLFieldDefinition field) {
        return Stream.of(AccessRule.on(type), AccessRule.on(field))
                .filter(Objects::nonNull)
                .toList();
    }

    private static boolean root(GraphQLSchema schema, GraphQLObjectType type) {
        return Stream.of(schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType())
                .anyMatch(root -> root != null && root.getName().equals(type.getName()));
    }
}
