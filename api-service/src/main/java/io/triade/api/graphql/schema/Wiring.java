package io.triade.api.graphql.schema;

import graphql.schema.idl.RuntimeWiring;

/// Says where the values of some fields come from.
@FunctionalInterface
public interface Wiring {
    void wire(RuntimeWiring.Builder wiring);
}
