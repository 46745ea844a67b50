package io.triade.api.graphql.fetchers;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.contracts.problems.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which messages of a channel a subscriber wants: everything it says must hold.
///
/// @param conditions each about a message's data
record MessageFilter(List<Predicate<JsonNode>> conditions) {
    private static final int DEEPEST = 4;
    private static final int MOST = 50;
    private static final int LONGEST_PATH = 5;

    MessageFilter {
        conditions = List.copyOf(conditions);
    }

    /// @param argument the filter's name, for a refusal
    static MessageFilter of(String argument, JsonNode given) {
        return new Reading(argument).filter(given, 1);
    }

    boolean lets(JsonNode data) {
        return conditions.stream().allMatch(condition -> condition.test(data));
    }

    /// Reads one filter and counts.
    private static final class Reading {
        private final String argument;
        private int conditions;

        Reading(String argument) {
            this.argument = argument;
        }

        MessageFilter filter(JsonNode given, int depth) {
            if (depth > DEEPEST) throw refused("is nested more than %d deep".formatted(DEEPEST));
            var read = new ArrayList<Predicate<JsonNode>>();
            List<MessageFilter> all = filters(given.path("and"), depth);
            read.add(data -> all.stream().allMatch(one -> one.lets(data)));
            if (given.hasNonNull("or")) {
                List<MessageFilter> any = filters(given.path("or"), depth);
                read.add(data -> any.stream().anyMatch(one -> one.lets(data)));
            }
            if (given.hasNonNull("not")) {
                MessageFilter not = filter(given.path("not"), depth + 1);
                read.add(data -> !not.lets(data));
            }
            String[] path = path(given);
            given.properties().forEach(member -> {
                Condition condition = Condition.of(member.getKey(), member.getValue());
                if (condition != null) {
                    if (path.length == 0) throw refused("has conditions and no field");
                    if (++conditions > MOST) throw refused("has more than %d conditions".formatted(MOST));
                    read.add(data -> condition.holds(found(data, path)));
                }
            });
            return new MessageFilter(read);
        }

        private List<MessageFilter> filters(JsonNode given, int depth) {
            if (given.size() > MOST) throw refused("has more than %d conditions".formatted(MOST));
            var read = new ArrayList<MessageFilter>();
            given.forEach(one -> read.add(filter(one, depth + 1)));
            return List.copyOf(read);
        }

        private String[] path(JsonNode given) {
            String field = given.path("field").asText("");
            String[] path = field.isEmpty() ? new String[0] : field.split("\\.", -1);
            if (path.length > LONGEST_PATH || field.length() > 200) {
                throw refused("has a field of more than %d members".formatted(LONGEST_PATH));
            }
            return path;
        }

        private static JsonNode found(JsonNode data, String[] path) {
            JsonNode at = data;
            for (String member : path) at = at.path(member);
            return at;
        }

        private ProblemException refused(String why) {
            return ProblemException.invalidField(argument, why);
        }
    }

    /// One comparison.
    @FunctionalInterface
    interface Condition {
        boolean holds(JsonNode found);

        /// Null for what is no comparison.
        static @Nullable Condition of(String name, JsonNode wanted) {
            return switch (name) {
                case "exists" -> found -> found.isMissingNode() != wanted.asBoolean();
                case "eq" -> found -> equal(found, wanted);
                case "ne" -> found -> !equal(found, wanted);
                case "in" -> found -> among(found, wanted);
                case "notIn" -> found -> !among(found, wanted);
                case "contains" -> found -> contains(found, wanted);
                case "notContains" -> found -> !contains(found, wanted);
                case "beginsWith" ->
                    found -> found.isTextual() && found.asText().startsWith(wanted.asText());
                case "lt" -> found -> compares(found, wanted, order -> order < 0);
                case "le" -> found -> compares(found, wanted, order -> order <= 0);
                case "gt" -> found -> compares(found, wanted, order -> order > 0);
                case "ge" -> found -> compares(found, wanted, order -> order >= 0);
                case "between" ->
                    found -> (wanted.size() == 2)
                            && compares(found, wanted.path(0), order -> order >= 0)
                            && compares(found, wanted.path(1), order -> order <= 0);
                default -> null;
            };
        }

        private static boolean equal(JsonNode found, JsonNode wanted) {
            boolean numbers = found.isNumber() && wanted.isNumber();
            return numbers ? found.decimalValue().compareTo(wanted.decimalValue()) == 0 : found.equals(wanted);
        }

        private static boolean among(JsonNode found, JsonNode wanted) {
            for (JsonNode one : wanted) {
                if (equal(found, one)) return true;
            }
            return false;
        }

        private static boolean contains(JsonNode found, JsonNode wanted) {
            if (found.isTextual()) return found.asText().contains(wanted.asText());
            for (JsonNode item : found) {
                if (equal(item, wanted)) return true;
            }
            return false;
        }

        private static boolean compares(JsonNode found, JsonNode wanted, IntPredicate order) {
            if (found.isNumber() && wanted.isNumber()) {
                return order.test(found.decimalValue().compareTo(wanted.decimalValue()));
            }
            return found.isTextual()
                    && wanted.isTextual()
                    && order.test(found.asText().compareTo(wanted.asText()));
        }
    }
}
