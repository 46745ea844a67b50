package io.triade.api.graphql.documents;

import graphql.language.Argument;
import graphql.language.DirectivesContainer;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.IntValue;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.TypeName;
import graphql.language.Value;
import graphql.language.VariableDefinition;
import graphql.language.VariableReference;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.InputValueWithState;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Weighs one operation of a document before anything else looks at it, in time that grows with the document and not
/// with what its fragments unfold to: each fragment is weighed once.
final class Limits {
    private static final String PAGE = "first";

    /// @param calls of tiers
    /// @param depth of fields below
    private record Weight(long cost, long calls, int depth) {
        static final Weight NONE = new Weight(0, 0, 0);

        Weight and(Weight other) {
            return new Weight(
                    saturated(cost + other.cost), saturated(calls + other.calls), Math.max(depth, other.depth));
        }

        private static long saturated(long cost) {
            return Math.min(cost, Integer.MAX_VALUE);
        }
    }

    private final DocumentsConfig config;
    private final GraphQLSchema schema;
    private final OperationDefinition operation;
    private final Map<String, Object> variables;
    private final Map<String, FragmentDefinition> fragments = new HashMap<>();
    private final Map<String, Weight> weighed = new HashMap<>();
    private final Set<String> open = new HashSet<>();
    private int aliases;
    private int directives;

    private Limits(
            DocumentsConfig config,
            GraphQLSchema schema,
            Document document,
            OperationDefinition operation,
            Map<String, Object> variables) {
        this.config = config;
        this.schema = schema;
        this.operation = operation;
        this.variables = variables;
        document.getDefinitionsOfType(FragmentDefinition.class)
                .forEach(fragment -> fragments.put(fragment.getName(), fragment));
    }

    /// @throws ProblemException `bad-request` that names the limit
    static void check(
            DocumentsConfig config,
            GraphQLSchema schema,
            Document document,
            OperationDefinition operation,
            Map<String, Object> variables) {
        var limits = new Limits(config, schema, document, operation, variables);
        GraphQLType root =
                switch (operation.getOperation()) {
                    case QUERY -> schema.getQueryType();
                    case MUTATION -> schema.getMutationType();
                    case SUBSCRIPTION -> schema.getSubscriptionType();
                };
        // Those that nothing uses are validated too.
        limits.fragments.keySet().forEach(limits::fragment);
        limits.count(operation);
        Weight whole = limits.of(operation.getSelectionSet(), root);
        if (whole.depth > config.depth()) throw over("is nested %d deep".formatted(whole.depth), config.depth());
        if (whole.calls > config.calls()) {
            throw over("would ask the services behind this one %d times".formatted(whole.calls), config.calls());
        }
        if (whole.cost > config.cost()) throw over("would cost %d".formatted(whole.cost), config.cost());
    }

    private Weight of(@Nullable SelectionSet selections, @Nullable GraphQLType type) {
        Weight all = Weight.NONE;
        if (selections == null) return all;
        for (Selection<?> selection : selections.getSelections()) all = all.and(of(selection, type));
        return all;
    }

    private Weight of(Selection<?> selection, @Nullable GraphQLType type) {
        return switch (selection) {
            case Field field -> of(field, type);
            case FragmentSpread spread -> {
                count(spread);
                yield fragment(spread.getName());
            }
            case InlineFragment inline -> {
                count(inline);
                yield of(inline.getSelectionSet(), named(inline.getTypeCondition(), type));
            }
            default -> Weight.NONE;
        };
    }

    private Weight of(Field field, @Nullable GraphQLType parent) {
        count(field);
        if (field.getAlias() != null && ++aliases > config.aliases()) throw over("has more aliases", config.aliases());
        if (field.getName().startsWith("__")) return system(field);
        GraphQLFieldDefinition defined = parent instanceof GraphQLFieldsContainer container
                ? container.getFieldDefinition(field.getName())
                : null;
        Weight below =
                of(field.getSelectionSet(), defined == null ? null : GraphQLTypeUtil.unwrapAll(defined.getType()));
        if (defined == null) return new Weight(1, 0, below.depth + 1);
        int weight = weight(defined);
        long page = page(field, defined);
        return new Weight(
                Weight.saturated(1 + weight + page * below.cost),
                Weight.saturated((weight > 0 ? 1 : 0) + page * below.calls),
                below.depth + 1);
    }

    /// The engine bounds what introspection may ask by itself; it is deep by nature and costs nobody behind us.
    private Weight system(Field field) {
        if (!config.introspection() && !field.getName().equals("__typename")) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST,
                    "Introspection is off here; the schema is served at /graphql/schema.graphql.");
        }
        Weight below = of(field.getSelectionSet(), null);
        return new Weight(below.cost + 1, 0, 1);
    }

    private Weight fragment(String name) {
        Weight known = weighed.get(name);
        if (known != null) return known;
        FragmentDefinition fragment = fragments.get(name);
        if (fragment == null) return Weight.NONE;
        if (!open.add(name)) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST, "The fragment " + shortened(name) + " contains itself.");
        }
        count(fragment);
        Weight weight = of(fragment.getSelectionSet(), named(fragment.getTypeCondition(), null));
        open.remove(name);
        weighed.put(name, weight);
        return weight;
    }

    private @Nullable GraphQLType named(@Nullable TypeName condition, @Nullable GraphQLType otherwise) {
        return condition == null ? otherwise : schema.getType(condition.getName());
    }

    private void count(DirectivesContainer<?> place) {
        directives += place.getDirectives().size();
        if (directives > config.directives()) throw over("has more directives", config.directives());
    }

    private static int weight(GraphQLFieldDefinition field) {
        var cost = field.getAppliedDirective("cost");
        return cost != null && cost.getArgument("weight").getValue() instanceof Integer weight ? weight : 0;
    }

    private long page(Field field, GraphQLFieldDefinition defined) {
        GraphQLArgument first = defined.getArgument(PAGE);
        if (first == null) return 1;
        Argument given = field.getArguments().stream()
                .filter(argument -> argument.getName().equals(PAGE))
                .findFirst()
                .orElse(null);
        BigInteger length = given == null ? standard(first) : length(given.getValue(), first);
        if (length.signum() < 1 || length.compareTo(BigInteger.valueOf(config.pageLength())) > 0) {
            throw ProblemException.invalidField(
                    PAGE, "must be from 1 to %d, was %s".formatted(config.pageLength(), shortened(length.toString())));
        }
        return length.longValue();
    }

    private BigInteger length(Value<?> given, GraphQLArgument first) {
        if (given instanceof IntValue literal) return literal.getValue();
        if (given instanceof VariableReference variable) {
            Object value = variables.get(variable.getName());
            if (value instanceof Number number) return BigInteger.valueOf(number.longValue());
            for (VariableDefinition definition : operation.getVariableDefinitions()) {
                boolean meant = definition.getName().equals(variable.getName());
                if (meant && definition.getDefaultValue() instanceof IntValue literal) return literal.getValue();
            }
        }
        // Neither is it a page then: whoever coerces it says so.
        return standard(first);
    }

    private static BigInteger standard(GraphQLArgument first) {
        InputValueWithState standard = first.getArgumentDefaultValue();
        return standard.getValue() instanceof IntValue literal ? literal.getValue() : BigInteger.ONE;
    }

    private static ProblemException over(String what, int most) {
        return new ProblemException(
                ProblemType.BAD_REQUEST,
                "The document %s; %d is the most. Ask for less at once.".formatted(what, most));
    }

    private static String shortened(String name) {
        return name.length() <= 60 ? name : name.substring(0, 60) + "…";
    }
}
