package io.triade.api.graphql.schema;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.ArrayValue;
import graphql.language.BooleanValue;
import graphql.language.EnumValue;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.NullValue;
import graphql.language.ObjectField;
import graphql.language.ObjectValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.language.VariableReference;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.GraphQLScalarType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the schema's own scalars are in Java.
final class Scalars {
    private static final BigInteger LARGEST = BigInteger.ONE.shiftLeft(53);

    static final List<GraphQLScalarType> ALL =
            List.of(scalar("DateTime", new Written()), scalar("JSON", new Json()), scalar("Long", new Whole()));

    private Scalars() {}

    private static GraphQLScalarType scalar(String name, Coercing<?, ?> coercing) {
        return GraphQLScalarType.newScalar().name(name).coercing(coercing).build();
    }

    /// Goes out as text; the schema has no place where it comes in.
    private static final class Written implements Coercing<Object, Object> {
        @Override
        public Object serialize(Object result, GraphQLContext context, Locale locale) {
            return result.toString();
        }

        @Override
        public Object parseValue(Object input, GraphQLContext context, Locale locale) {
            throw new CoercingParseValueException("An instant is never an input.");
        }

        @Override
        public Object parseLiteral(Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
            throw new CoercingParseLiteralException("An instant is never an input.");
        }
    }

    private static final class Whole implements Coercing<Long, Long> {
        @Override
        public Long serialize(Object result, GraphQLContext context, Locale locale) {
            return ((Number) result).longValue();
        }

        @Override
        public Long parseValue(Object input, GraphQLContext context, Locale locale) {
            BigInteger whole = whole(input);
            if (whole == null || whole.abs().compareTo(LARGEST) > 0) {
                throw new CoercingParseValueException("A Long must be a whole number up to 2^53.");
            }
            return whole.longValue();
        }

        @Override
        public Long parseLiteral(Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
            if (input instanceof IntValue literal && literal.getValue().abs().compareTo(LARGEST) <= 0) {
                return literal.getValue().longValue();
            }
            throw new CoercingParseLiteralException("A Long must be a whole number up to 2^53.");
        }

        private static @Nullable BigInteger whole(Object input) {
            try {
                return input instanceof Number number ? new BigDecimal(number.toString()).toBigIntegerExact() : null;
            } catch (ArithmeticException | NumberFormatException _) {
                return null;
            }
        }
    }

    private static final class Json implements Coercing<Object, Object> {
        @Override
        public Object serialize(Object result, GraphQLContext context, Locale locale) {
            return result;
        }

        @Override
        public Object parseValue(Object input, GraphQLContext context, Locale locale) {
            return input;
        }

        @Override
        public @Nullable Object parseLiteral(
                Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
            return literal(input, variables);
        }

        private static @Nullable Object literal(Value<?> input, CoercedVariables variables) {
            return switch (input) {
                case StringValue text -> text.getValue();
                case BooleanValue flag -> flag.isValue();
                case IntValue number -> number(number.getValue());
                case FloatValue number -> number.getValue();
                case EnumValue name -> name.getName();
                case NullValue _ -> null;
                case VariableReference variable -> variables.get(variable.getName());
                case ArrayValue array -> {
                    var items = new ArrayList<@Nullable Object>();
                    for (Value<?> item : array.getValues()) items.add(literal(item, variables));
                    yield items;
                }
                case ObjectValue object -> {
                    var members = new LinkedHashMap<String, @Nullable Object>();
                    for (ObjectField member : object.getObjectFields()) {
                        members.put(member.getName(), literal(member.getValue(), variables));
                    }
                    yield members;
                }
                default -> throw new CoercingParseLiteralException("This is no JSON value.");
            };
        }

        private static Object number(BigInteger value) {
            return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
        }
    }
}
