package io.triade.api.published;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/// Serves the published document as it was committed.
@Path("/openapi")
public class OpenApiResource {
    private final byte[] document = Published.bytes("api/openapi.json");

    @GET
    @NonBlocking
    @Produces(MediaType.APPLICATION_JSON)
    public byte[] document() {
        return document;
    }
}
