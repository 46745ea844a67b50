package io.triade.local.stores;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The part of a CloudFormation template in JSON that describes DynamoDB tables. What it does not know is an
/// error, so that a laptop never differs from AWS in silence.
record Template(
        @JsonProperty("AWSTemplateFormatVersion") @Nullable String version,
        @Nullable String description,
        Map<String, Resource> resources) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    @SuppressWarnings("NullAway") // JSON may leave out what the type says is there.
    Template {
        resources = Map.copyOf(required("Resources", resources));
    }

    /// Reads one file.
    ///
    /// @throws IllegalArgumentException naming the file, the place in it and what is wrong there
    static Template read(Path file) {
        try {
            Template template = JSON.readValue(Files.readString(file), Template.class);
            if (template == null) {
                throw new IllegalArgumentException(file + " is empty");
            }
            return template;
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("LOCAL_AWS_TABLES names a file that does not exist: " + file, e);
        } catch (JsonProcessingException e) {
            var place = e.getLocation();
            throw new IllegalArgumentException(
                    "%s, line %d: %s".formatted(file, place == null ? 0 : place.getLineNr(), e.getOriginalMessage()),
                    e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    List<Table> tables() {
        return resources.values().stream().map(Resource::properties).toList();
    }

    /// What happens when a stack is deleted means nothing on a laptop.
    @JsonIgnoreProperties({"DeletionPolicy", "UpdateReplacePolicy", "Metadata"})
    record Resource(String type, Table properties) {
        @SuppressWarnings("NullAway")
        Resource {
            if (!"AWS::DynamoDB::Table".equals(type)) {
                throw new IllegalArgumentException("Type must be AWS::DynamoDB::Table, was " + type);
            }
            required("Properties", properties);
        }
    }

    /// Backups, encryption and tags mean nothing on a laptop.
    @JsonIgnoreProperties({
        "PointInTimeRecoverySpecification",
        "SSESpecification",
        "DeletionProtectionEnabled",
        "Tags",
        "TableClass"
    })
    record Table(
            String tableName,
            String billingMode,
            List<Attribute> attributeDefinitions,
            List<Key> keySchema,
            @Nullable List<Index> globalSecondaryIndexes,
            @Nullable TimeToLive timeToLiveSpecification) {
        @SuppressWarnings("NullAway")
        Table {
            required("TableName", tableName);
            if (!"PAY_PER_REQUEST".equals(billingMode)) {
                throw new IllegalArgumentException(
                        "BillingMode of %s must be PAY_PER_REQUEST, was %s".formatted(tableName, billingMode));
            }
            attributeDefinitions = List.copyOf(required("AttributeDefinitions", attributeDefinitions));
            keySchema = List.copyOf(required("KeySchema", keySchema));
            globalSecondaryIndexes = globalSecondaryIndexes == null ? List.of() : List.copyOf(globalSecondaryIndexes);
        }

        List<Index> indexes() {
            return globalSecondaryIndexes == null ? List.of() : globalSecondaryIndexes;
        }

        /// The attribute that holds the second after which an item may go.
        Optional<String> expiry() {
            return Optional.ofNullable(timeToLiveSpecification)
                    .filter(TimeToLive::enabled)
                    .map(TimeToLive::attributeName);
        }
    }

    record Attribute(String attributeName, String attributeType) {
        @SuppressWarnings("NullAway")
        Attribute {
            required("AttributeName", attributeName);
            if (attributeType == null || !attributeType.matches("[SNB]")) {
                throw new IllegalArgumentException(
                        "AttributeType of %s must be S, N or B, was %s".formatted(attributeName, attributeType));
            }
        }
    }

    record Key(String attributeName, String keyType) {
        @SuppressWarnings("NullAway")
        Key {
            required("AttributeName", attributeName);
            if (keyType == null || !keyType.matches("HASH|RANGE")) {
                throw new IllegalArgumentException(
                        "KeyType of %s must be HASH or RANGE, was %s".formatted(attributeName, keyType));
            }
        }
    }

    record Index(String indexName, List<Key> keySchema, Projection projection) {
        @SuppressWarnings("NullAway")
        Index {
            required("IndexName", indexName);
            keySchema = List.copyOf(required("KeySchema", keySchema));
            required("Projection", projection);
        }
    }

    record Projection(String projectionType, @Nullable List<String> nonKeyAttributes) {
        @SuppressWarnings("NullAway")
        Projection {
            required("ProjectionType", projectionType);
            nonKeyAttributes = nonKeyAttributes == null ? null : List.copyOf(nonKeyAttributes);
        }
    }

    record TimeToLive(String attributeName, boolean enabled) {
        @SuppressWarnings("NullAway")
        TimeToLive {
            required("AttributeName", attributeName);
        }
    }

    private static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }
}
