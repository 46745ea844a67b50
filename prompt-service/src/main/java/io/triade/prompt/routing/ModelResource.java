package io.triade.prompt.routing;

import io.smallrye.common.annotation.NonBlocking;
import io.triade.contracts.generations.Models;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/// Lists the models that callers may name.
@Path("/v1/models")
public class ModelResource {
    private final Catalogue catalogue;

    ModelResource(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @GET
    @NonBlocking
    @Produces(MediaType.APPLICATION_JSON)
    public Models list() {
        return catalogue.models();
    }
}
