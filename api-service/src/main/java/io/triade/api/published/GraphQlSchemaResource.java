package io.triade.api.published;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/// Serves the GraphQL schema as it was committed, which is also the one that is carried out.
@Path("/graphql/schema.graphql")
public class GraphQlSchemaResource {
    private final byte[] schema = Published.bytes("api/schema.graphql");

    @GET
    @NonBlocking
    @Produces("application/graphql;charset=UTF-8")
    public byte[] schema() {
        return schema;
    }
}
