package io.triade.api.graphql;

import graphql.schema.GraphQLDirectiveContainer;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.GraphQLUnionType;
import io.triade.api.graphql.schema.ExecutableSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Every way to every field of the published schema, as a document that asks for that field alone.
final class FieldPaths {
    /// What each field at the root is asked with.
    private static final Map<String, String> ARGUMENTS = Map.ofEntries(
            Map.entry("Query.me", ""),
            Map.entry("Query.models", ""),
            Map.entry("Query.run", "(id: \"r_1\")"),
            Map.entry("Query.runs", ""),
            Map.entry("Query.session", "(id: \"s_1\")"),
            Map.entry("Query.sessions", ""),
            Map.entry("Query.turn", "(sessionId: \"s_1\", id: \"r_1\")"),
            Map.entry("Query.turns", "(sessionId: \"s_1\")"),
            Map.entry("Query.changes", ""),
            Map.entry("Mutation.generate", "(input: {messages: [{role: USER, content: [{text: \"a\"}]}]})"),
            Map.entry("Mutation.startRun", "(input: {messages: [{role: USER, content: [{text: \"a\"}]}]})"),
            Map.entry("Mutation.cancelRun", "(id: \"r_1\")"),
            Map.entry("Mutation.createSession", ""),
            Map.entry("Mutation.changeSession", "(id: \"s_1\", input: {title: \"a\"})"),
            Map.entry("Mutation.deleteSession", "(id: \"s_1\")"),
            Map.entry("Mutation.turn", "(sessionId: \"s_1\", input: {text: \"a\"})"),
            Map.entry("Mutation.startTurn", "(sessionId: \"s_1\", input: {text: \"a\"})"),
            Map.entry("Mutation.publish", "(channel: \"shared:x\", data: 1)"),
            Map.entry("Subscription.runEvents", "(id: \"r_%s\")"),
            Map.entry("Subscription.channel", "(name: \"shared:x\", until: {field: \"n\", eq: 1})"));

    /// @param owned whether a rule on the way to it wants an owner
    /// @param scoped whether one wants a scope
    record To(String operation, String root, String field, String document, boolean owned, boolean scoped) {}

    private final GraphQLSchema schema;
    private final List<To> found = new ArrayList<>();

    private FieldPaths(GraphQLSchema schema) {
        this.schema = schema;
    }

    static List<To> all() throws IOException {
        var schema = ExecutableSchema.of(
                Files.readString(Path.of("../docs/api/schema.graphql")),
                List.of(wiring -> wiring.type("RunEvent", event -> event.typeResolver(_ -> null))
                        .type("SyncItem", item -> item.typeResolver(_ -> null))));
        var paths = new FieldPaths(schema);
        paths.roots("query", schema.getQueryType());
        paths.roots("mutation", schema.getMutationType());
        paths.roots("subscription", schema.getSubscriptionType());
        return paths.found;
    }

    private void roots(String operation, GraphQLObjectType root) {
        for (GraphQLFieldDefinition field : root.getFieldDefinitions()) {
            String name = root.getName() + "." + field.getName();
            String arguments = ARGUMENTS.get(name);
            if (arguments == null) throw new AssertionError("say in ARGUMENTS with what " + name + " is asked");
            follow(
                    new To(
                            operation,
                            name,
                            name,
                            operation + " { " + field.getName() + arguments + " %s }",
                            owned(field),
                            scoped(field)),
                    field.getType());
        }
    }

    private void follow(To to, GraphQLType type) {
        GraphQLNamedType named = (GraphQLNamedType) GraphQLTypeUtil.unwrapAll(type);
        switch (named) {
            case GraphQLObjectType object -> below(to, object, "{ %s }");
            case GraphQLUnionType several ->
                several.getTypes()
                        .forEach(one -> below(to, (GraphQLObjectType) one, "{ ... on " + one.getName() + " { %s } }"));
            case GraphQLInterfaceType several ->
                schema.getImplementations(several)
                        .forEach(one -> below(to, one, "{ ... on " + one.getName() + " { %s } }"));
            default ->
                found.add(new To(
                        to.operation,
                        to.root,
                        to.field,
                        to.document.replaceFirst("%s(?= *})", ""),
                        to.owned,
                        to.scoped));
        }
    }

    private void below(To to, GraphQLObjectType type, String selection) {
        for (GraphQLFieldDefinition field : type.getFieldDefinitions()) {
            String document = to.document.replaceFirst(
                    "%s(?= *})", selection.formatted(field.getName() + " %s").replace("$", "\\$"));
            if (document.contains("r_%s")) {
                document = document.replace("r_%s", "r_" + type.getName().toLowerCase(java.util.Locale.ROOT));
            }
            follow(
                    new To(
                            to.operation,
                            to.root,
                            type.getName() + "." + field.getName(),
                            document,
                            to.owned || owned(type) || owned(field),
                            to.scoped || scoped(type) || scoped(field)),
                    field.getType());
        }
    }

    private static boolean owned(GraphQLDirectiveContainer declared) {
        var access = declared.getAppliedDirective("access");
        return access != null && Boolean.TRUE.equals(access.getArgument("owner").getValue());
    }

    private static boolean scoped(GraphQLDirectiveContainer declared) {
        var access = declared.getAppliedDirective("access");
        return access != null && access.getArgument("scopes").getValue() instanceof List<?> scopes && !scopes.isEmpty();
    }
}
