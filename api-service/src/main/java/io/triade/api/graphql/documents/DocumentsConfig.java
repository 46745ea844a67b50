package io.triade.api.graphql.documents;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// What a GraphQL document may be and cost.
@ConfigMapping(prefix = "api.graphql")
public interface DocumentsConfig {
    /// Whether callers may ask for the schema in GraphQL itself. It is served as a file in any case.
    @WithDefault("false")
    boolean introspection();

    /// The longest document, in characters.
    @WithDefault("32768")
    int documentLength();

    /// Words and signs in a document.
    @WithDefault("4000")
    int tokens();

    /// How deep fields may be nested, fragments included.
    @WithDefault("12")
    int depth();

    /// What an operation may cost: 1 for each field, more for some, times the length of the lists they are in.
    @WithDefault("5000")
    int cost();

    /// How often an operation may make this service ask a tier: each field with `@cost` once, times the length of the
    /// lists it is in, by whatever aliases and fragments.
    @WithDefault("30")
    int calls();

    /// Fields under a name of the caller's own.
    @WithDefault("50")
    int aliases();

    /// Directives in a document.
    @WithDefault("50")
    int directives();

    /// Items on a page.
    @WithDefault("100")
    int pageLength();

    /// Validated documents that are remembered, where they are short.
    @WithDefault("100")
    int remembered();

    /// Documents that may be asked for by their hash.
    @WithDefault("1000")
    int persisted();

    /// The longest request, in bytes.
    @WithDefault("1048576")
    int bodyBytes();
}
