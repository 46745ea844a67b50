package io.triade.api.graphql.documents;

import graphql.GraphQLError;
import graphql.InvalidSyntaxError;
import graphql.ParseAndValidate;
import graphql.language.Document;
import graphql.language.OperationDefinition;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import graphql.schema.GraphQLSchema;
import io.triade.api.graphql.schema.Errors;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads documents: parsed within bounds, weighed, validated; those that were good are remembered.
public final class Documents {
    /// What is to be carried out.
    public record Ready(Document document, OperationDefinition operation) {}

    /// A parsed document takes a hundred times its length.
    private static final int LONGEST_REMEMBERED = 2_048;

    private final DocumentsConfig config;
    private final GraphQLSchema schema;
    private final ParserOptions options;
    private final Remembered<String, Document> valid;

    public Documents(DocumentsConfig config, GraphQLSchema schema) {
        this.config = config;
        this.schema = schema;
        this.options = ParserOptions.newParserOptions()
                .maxCharacters(config.documentLength())
                .maxTokens(config.tokens())
                .maxWhitespaceTokens(config.documentLength())
                .captureIgnoredChars(false)
                .captureLineComments(false)
                .readerTrackData(false)
                .build();
        this.valid = new Remembered<>(config.remembered());
    }

    /// @throws Refused where it is not carried out
    public Ready read(String query, @Nullable String operationName, Map<String, Object> variables) {
        if (query.length() > config.documentLength()) {
            throw refused(new ProblemException(
                    ProblemType.BAD_REQUEST,
                    "The document is longer than the %d characters accepted here.".formatted(config.documentLength())));
        }
        Document known = valid.get(query);
        Document document = known == null ? parsed(query) : known;
        OperationDefinition operation = operation(document, operationName);
        try {
            Limits.check(config, schema, document, operation, variables);
        } catch (ProblemException over) {
            throw refused(over);
        }
        if (known == null) {
            List<? extends GraphQLError> errors = ParseAndValidate.validate(schema, document, Locale.ENGLISH);
            if (!errors.isEmpty()) throw new Refused(errors);
            if (query.length() <= LONGEST_REMEMBERED) valid.put(query, document);
        }
        return new Ready(document, operation);
    }

    private Document parsed(String query) {
        try {
            return Parser.parse(ParserEnvironment.newParserEnvironment()
                    .document(query)
                    .parserOptions(options)
                    .locale(Locale.ENGLISH)
                    .build());
        } catch (InvalidSyntaxException broken) {
            InvalidSyntaxError error = broken.toInvalidSyntaxError();
            throw new Refused(List.of(error));
        }
    }

    private static OperationDefinition operation(Document document, @Nullable String name) {
        List<OperationDefinition> operations = document.getDefinitionsOfType(OperationDefinition.class);
        Optional<OperationDefinition> meant = name == null || name.isEmpty()
                ? operations.stream().findFirst().filter(_ -> operations.size() == 1)
                : operations.stream()
                        .filter(operation -> name.equals(operation.getName()))
                        .findFirst();
        return meant.orElseThrow(() -> refused(new ProblemException(
                ProblemType.BAD_REQUEST,
                "The document has %d operations; say by operationName which one is meant."
                        .formatted(operations.size()))));
    }

    private static Refused refused(ProblemException why) {
        return new Refused(List.of(Errors.of(why)));
    }
}
