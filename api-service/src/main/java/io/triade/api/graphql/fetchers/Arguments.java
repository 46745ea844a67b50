package io.triade.api.graphql.fetchers;

import graphql.schema.DataFetchingEnvironment;
import io.triade.api.routes.Route;
import io.triade.contracts.problems.ProblemException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The arguments of one field.
record Arguments(DataFetchingEnvironment field) {
    private static final Pattern ID = Pattern.compile(Route.ID);

    /// Nothing in it can leave its segment of a path.
    String id(String name) {
        String id = required(name);
        if (!ID.matcher(id).matches()) throw ProblemException.invalidField(name, "must be an id as it was given");
        return id;
    }

    String required(String name) {
        return Objects.requireNonNull(text(name), "the schema demands it");
    }

    @Nullable
    String text(String name) {
        return field.getArgument(name);
    }

    int number(String name) {
        Integer number = field.getArgument(name);
        return Objects.requireNonNull(number, "the schema has a default");
    }

    Map<String, Object> members(String name) {
        Map<String, Object> members = field.getArgument(name);
        return members == null ? Map.of() : members;
    }

    /// Which page, as a query for the tiers.
    String page() {
        String after = text("after");
        return "?limit=" + number("first") + (after == null ? "" : "&cursor=" + encoded(after));
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
