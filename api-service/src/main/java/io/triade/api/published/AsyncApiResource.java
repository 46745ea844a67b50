package io.triade.api.published;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/// Serves the document of the WebSocket protocol as it was committed.
@Path("/asyncapi")
public class AsyncApiResource {
    private final byte[] document = Published.bytes("api/asyncapi.yaml");

    @GET
    @NonBlocking
    @Produces("application/yaml")
    public byte[] document() {
        return document;
    }
}
