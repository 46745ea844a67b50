package io.triade.api.graphql.documents;

import graphql.GraphQLError;
import java.util.List;

/// A document that is not carried out, and why.
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<? extends GraphQLError> errors;

    public Refused(List<? extends GraphQLError> errors) {
        super("a document was refused", null, false, false);
        this.errors = List.copyOf(errors);
    }

    public List<? extends GraphQLError> errors() {
        return errors;
    }
}
