package io.triade.api.graphql.fetchers;

import graphql.schema.idl.RuntimeWiring;
import io.triade.api.graphql.schema.Caller;
import io.triade.api.graphql.schema.Wiring;
import io.triade.api.routes.Tier;
import io.triade.contracts.generations.Models;
import jakarta.enterprise.context.ApplicationScoped;

/// What may be asked, and who asks.
@ApplicationScoped
public class CatalogueFields implements Wiring {
    private final TierDocuments documents;

    CatalogueFields(TierDocuments documents) {
        this.documents = documents;
    }

    @Override
    public void wire(RuntimeWiring.Builder wiring) {
        wiring.type(
                "Query",
                query -> query.dataFetcher(
                                "me",
                                field -> Caller.of(field.getGraphQlContext())
                                        .call()
                                        .principal())
                        .dataFetcher("models", field -> {
                            Caller caller = Caller.of(field.getGraphQlContext());
                            return caller.await(documents
                                    .get(caller.call(), Tier.PROMPT, "/v1/models", Models.class)
                                    .map(Models::items));
                        }));
    }
}
