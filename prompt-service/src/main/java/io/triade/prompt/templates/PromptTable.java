package io.triade.prompt.templates;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/// Prompts in DynamoDB: one item a version, under the tenant. Blocks; called on virtual threads.
@ApplicationScoped
class PromptTable {
    /// Owner of what all tenants have.
    static final String SHARED = "*";

    private static final TypeReference<List<Variable>> VARIABLES = new TypeReference<>() {};

    private final DynamoDbClient dynamo;
    private final ObjectMapper mapper;
    private final String table;

    PromptTable(DynamoDbClient dynamo, ObjectMapper mapper, TemplatesConfig config) {
        this.dynamo = dynamo;
        this.mapper = mapper;
        this.table = config.table();
    }

    /// @param version absent: the newest
    Optional<Prompt> find(String tenant, String name, @Nullable Integer version) {
        return version == null ? newest(tenant, name) : exact(tenant, name, version);
    }

    /// Stores a version unless it is there already; versions never change.
    void putIfAbsent(String tenant, Prompt prompt) {
        stored(() -> {
            try {
                return dynamo.putItem(put -> put.tableName(table)
                        .item(item(tenant, prompt))
                        .conditionExpression("attribute_not_exists(pk)"));
            } catch (ConditionalCheckFailedException there) {
                return there;
            }
        });
    }

    private Optional<Prompt> exact(String tenant, String name, int version) {
        var answer = stored(() -> dynamo.getItem(get -> get.tableName(table)
                .key(Map.of("pk", text(tenant), "sk", text(key(name, version))))
                .consistentRead(true)));
        return answer.hasItem() && !answer.item().isEmpty()
                ? Optional.of(prompt(name, answer.item()))
                : Optional.empty();
    }

    private Optional<Prompt> newest(String tenant, String name) {
        var answer = stored(() -> dynamo.query(query -> query.tableName(table)
                .keyConditionExpression("pk = :tenant AND begins_with(sk, :prompt)")
                .expressionAttributeValues(Map.of(":tenant", text(tenant), ":prompt", text("prompt#" + name + "#")))
                .scanIndexForward(false)
                .consistentRead(true)
                .limit(1)));
        return answer.items().stream().findFirst().map(item -> prompt(name, item));
    }

    private Map<String, AttributeValue> item(String tenant, Prompt prompt) {
        return Map.of(
                "pk", text(tenant),
                "sk", text(key(prompt.name(), prompt.version())),
                "version", AttributeValue.fromN(Integer.toString(prompt.version())),
                "text", text(prompt.text()),
                "variables", text(json(prompt.variables())),
                "createdAt", text(Instant.now().toString()));
    }

    private Prompt prompt(String name, Map<String, AttributeValue> item) {
        try {
            return new Prompt(
                    name,
                    Integer.parseInt(field(item, "version").n()),
                    field(item, "text").s(),
                    mapper.readValue(field(item, "variables").s(), VARIABLES));
        } catch (JsonProcessingException | RuntimeException broken) {
            throw new ProblemException(
                    ProblemType.STORE_FAILED, "Prompt %s is stored in a form we cannot read.".formatted(name), broken);
        }
    }

    private static AttributeValue field(Map<String, AttributeValue> item, String name) {
        return Objects.requireNonNull(item.get(name), name);
    }

    private String json(List<Variable> variables) {
        try {
            return mapper.writerFor(VARIABLES).writeValueAsString(variables);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("variables cannot be written as JSON", broken);
        }
    }

    private static String key(String name, int version) {
        return "prompt#%s#%08d".formatted(name, version);
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    private static <T> T stored(Supplier<T> work) {
        try {
            return work.get();
        } catch (SdkException failed) {
            throw new ProblemException(ProblemType.STORE_FAILED, "The store of prompts does not answer.", failed);
        }
    }
}
