package io.triade.api.published;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.triade.api.routes.Route;
import io.triade.api.routes.RouteTable;
import io.triade.api.routes.Tier;
import io.triade.contracts.access.Principal;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.generations.Models;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.runs.Detached;
import io.triade.contracts.runs.Run;
import io.triade.contracts.runs.RunEvent;
import io.triade.contracts.runs.RunPage;
import io.triade.contracts.runs.RunRequest;
import io.triade.contracts.sessions.SessionChange;
import io.triade.contracts.sessions.SessionPage;
import io.triade.contracts.sessions.SyncPage;
import io.triade.contracts.sessions.Turn;
import io.triade.contracts.sessions.TurnPage;
import io.triade.contracts.sessions.TurnRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Puts the public OpenAPI document together: our own protocols, the relayed operations as their tiers describe them,
/// and the schemas of the contracts.
final class PublishedDocument {
    private static final List<Class<?>> CONTRACTS = List.of(
            GenerationRequest.class,
            Models.class,
            Principal.class,
            Problem.class,
            Detached.class,
            Run.class,
            RunEvent.class,
            RunPage.class,
            RunRequest.class,
            SessionChange.class,
            SessionPage.class,
            SyncPage.class,
            Turn.class,
            TurnPage.class,
            TurnRequest.class);

    private final ObjectNode document;

    private PublishedDocument(ObjectNode document) {
        this.document = document;
    }

    /// @param tiers the tiers' own documents, by tier
    static String assemble(Path edge, Map<Tier, Path> tiers) {
        try {
            var published = new PublishedDocument((ObjectNode) new YAMLMapper().readTree(edge.toFile()));
            var schemas = new ContractSchemas();
            CONTRACTS.forEach(schemas::add);
            schemas.schemas().forEach(published::schema);
            var documents = new EnumMap<Tier, JsonNode>(Tier.class);
            for (var tier : tiers.entrySet()) {
                documents.put(
                        tier.getKey(), new YAMLMapper().readTree(tier.getValue().toFile()));
            }
            for (Route route : RouteTable.routes()) published.relayed(route, documents.get(route.tier()));
            published.problemsEverywhere();
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(published.document) + "\n";
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// A schema read from a record, with what the hand-written part says beside it (limits that a record cannot tell).
    private void schema(String name, ObjectNode fromRecord) {
        ObjectNode schemas = (ObjectNode) document.at("/components/schemas");
        if (schemas.get(name) instanceof ObjectNode added) merge(fromRecord, added);
        schemas.set(name, fromRecord);
    }

    /// As RFC 7396 merges.
    private static void merge(ObjectNode into, ObjectNode added) {
        added.properties().forEach(entry -> {
            if (entry.getValue().isNull()) {
                into.remove(entry.getKey());
            } else if (entry.getValue() instanceof ObjectNode child
                    && into.get(entry.getKey()) instanceof ObjectNode known) {
                merge(known, child);
            } else {
                into.set(entry.getKey(), entry.getValue());
            }
        });
    }

    private void relayed(Route route, JsonNode tier) {
        String method = route.method().name().toLowerCase(Locale.ROOT);
        if (!(operationsAt(tier, route.path()).get(method) instanceof ObjectNode operation)) {
            throw new IllegalStateException("%s %s is in the route table, but the document of %s does not have it"
                    .formatted(route.method(), route.path(), route.tier()));
        }
        if (!(document.at("/paths").path(route.path()) instanceof ObjectNode item
                && item.get(method) instanceof ObjectNode words)) {
            throw new IllegalStateException("edge.yaml has no words for " + route.method() + " " + route.path());
        }
        ObjectNode published = operation.deepCopy();
        published.remove("security");
        ((ObjectNode) published.get("responses")).remove("400");
        merge(published, words);
        item.set(method, published);
    }

    /// Tiers may name a variable otherwise than the table does.
    private static JsonNode operationsAt(JsonNode tier, String path) {
        String shape = path.replaceAll("\\{\\w+}", "{}");
        for (var entry : tier.get("paths").properties()) {
            if (entry.getKey().replaceAll("\\{\\w+}", "{}").equals(shape)) return entry.getValue();
        }
        throw new IllegalStateException(path + " is in the route table, but in no tier's document");
    }

    private void problemsEverywhere() {
        for (JsonNode item : document.get("paths")) {
            for (JsonNode operation : item) {
                if (operation instanceof ArrayNode) continue;
                ObjectNode responses = (ObjectNode) operation.get("responses");
                if (!responses.has("default")) {
                    responses.putObject("default").put("$ref", "#/components/responses/Problem");
                }
            }
        }
    }
}
