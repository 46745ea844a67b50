package io.triade.api.graphql;

import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The two media types of GraphQL over HTTP. In the older one a status says nothing of the operation.
enum AnswerType {
    RESPONSE("application/graphql-response+json"),
    JSON("application/json");

    private final String name;

    AnswerType(String name) {
        this.name = name;
    }

    String contentType() {
        return name + "; charset=utf-8";
    }

    /// 400 where nothing was carried out.
    int status(Answer answer) {
        return this == JSON || !answer.refused() ? 200 : 400;
    }

    /// What the caller would have; of equals the newer, and the older one where they do not say.
    ///
    /// @throws ProblemException `not-acceptable` where it is neither
    static AnswerType accepted(MultiMap headers) {
        List<String> lines = headers.getAll("accept");
        if (lines.isEmpty()) return JSON;
        var best = new ArrayList<Range>();
        lines.stream()
                .flatMap(line -> Stream.of(line.split(",", -1)))
                .map(Range::of)
                .forEach(best::add);
        double newer = quality(best, RESPONSE, false);
        double older = quality(best, JSON, true);
        if (newer <= 0 && older <= 0) {
            throw new ProblemException(
                    ProblemType.NOT_ACCEPTABLE, "Answers are %s or %s.".formatted(RESPONSE.name, JSON.name));
        }
        return newer >= older ? RESPONSE : JSON;
    }

    static void requireJson(@Nullable String contentType) {
        String[] parts = contentType == null
                ? new String[0]
                : contentType.toLowerCase(Locale.ROOT).split(";", -1);
        boolean json = parts.length > 0 && parts[0].strip().equals(JSON.name);
        for (int i = 1; i < parts.length && json; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            json = !parameter.startsWith("charset=") || parameter.equals("charset=utf-8");
        }
        if (!json) {
            throw new ProblemException(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send Content-Type: application/json, in UTF-8.");
        }
    }

    private static double quality(List<Range> ranges, AnswerType type, boolean byWildcard) {
        double found = -1;
        for (Range range : ranges) {
            if (range.type.equals(type.name)) return range.quality;
            boolean wide = range.type.equals("*/*") || range.type.equals("application/*");
            if (wide && byWildcard) found = Math.max(found, range.quality);
        }
        return found;
    }

    private record Range(String type, double quality) {
        static Range of(String given) {
            String[] parts = given.toLowerCase(Locale.ROOT).split(";", -1);
            double quality = 1;
            for (int i = 1; i < parts.length; i++) {
                String parameter = parts[i].strip();
                if (parameter.startsWith("q=")) quality = number(parameter.substring(2));
            }
            return new Range(parts[0].strip(), quality);
        }

        private static double number(String text) {
            try {
                return Double.parseDouble(text);
            } catch (NumberFormatException _) {
                return 0;
            }
        }
    }
}
