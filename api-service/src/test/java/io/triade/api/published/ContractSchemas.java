package io.triade.api.published;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// JSON Schemas of wire records, read from the records themselves: what is not `@Nullable` is required, a sealed
/// interface is a union told apart by its `type`.
final class ContractSchemas {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Map<String, ObjectNode> schemas = new TreeMap<>();

    /// Adds a type and everything it refers to.
    ContractSchemas add(Class<?> type) {
        String name = name(type);
        if (schemas.containsKey(name)) return this;
        ObjectNode schema = JSON.objectNode();
        schemas.put(name, schema);
        if (type.isEnum()) names(type, schema);
        else if (type.isSealed()) union(type, schema);
        else record(type, schema, null);
        return this;
    }

    Map<String, ObjectNode> schemas() {
        return schemas;
    }

    private static String name(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return outer == null ? type.getSimpleName() : outer.getSimpleName() + type.getSimpleName();
    }

    private static void names(Class<?> type, ObjectNode schema) {
        schema.put("type", "string");
        var names = schema.putArray("enum");
        for (var field : type.getFields()) {
            if (!field.isEnumConstant()) continue;
            var property = field.getAnnotation(JsonProperty.class);
            names.add(property == null ? field.getName() : property.value());
        }
    }

    private void union(Class<?> type, ObjectNode schema) {
        String property = type.getAnnotation(JsonTypeInfo.class).property();
        var choices = schema.putArray("oneOf");
        ObjectNode discriminator = schema.putObject("discriminator").put("propertyName", property);
        ObjectNode mapping = discriminator.putObject("mapping");
        for (var choice : type.getAnnotation(JsonSubTypes.class).value()) {
            String name = name(choice.value());
            ObjectNode member = JSON.objectNode();
            schemas.put(name, member);
            record(choice.value(), member, new String[] {property, choice.name()});
            choices.add(reference(name));
            mapping.put(choice.name(), "#/components/schemas/" + name);
        }
    }

    private void record(Class<?> type, ObjectNode schema, String @Nullable [] constant) {
        schema.put("type", "object");
        var required = JSON.arrayNode();
        ObjectNode properties = JSON.objectNode();
        if (constant != null) {
            required.add(constant[0]);
            properties
                    .putObject(constant[0])
                    .put("type", "string")
                    .putArray("enum")
                    .add(constant[1]);
        }
        for (RecordComponent component : type.getRecordComponents()) {
            properties.set(component.getName(), of(component.getGenericType()));
            if (!optional(type, component)) required.add(component.getName());
        }
        if (!required.isEmpty()) schema.set("required", required);
        schema.set("properties", properties);
    }

    private static boolean optional(Class<?> type, RecordComponent component) {
        if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) return true;
        var own = component.getAccessor().getAnnotation(JsonInclude.class);
        var include = own == null ? type.getAnnotation(JsonInclude.class) : own;
        boolean leftOutWhenEmpty = include != null && include.value() == JsonInclude.Include.NON_EMPTY;
        return leftOutWhenEmpty
                && (Collection.class.isAssignableFrom(component.getType())
                        || Map.class.isAssignableFrom(component.getType()));
    }

    private ObjectNode of(Type type) {
        if (type instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            if (Map.class.isAssignableFrom(raw)) return JSON.objectNode().put("type", "object");
            ObjectNode array = JSON.objectNode().put("type", "array");
            array.set("items", of(generic.getActualTypeArguments()[0]));
            return array;
        }
        Class<?> known = (Class<?>) type;
        if (known == String.class) return JSON.objectNode().put("type", "string");
        if (known == Instant.class)
            return JSON.objectNode().put("type", "string").put("format", "date-time");
        if (known == boolean.class || known == Boolean.class)
            return JSON.objectNode().put("type", "boolean");
        if (known == int.class || known == Integer.class) return whole("int32");
        if (known == long.class || known == Long.class) return whole("int64");
        if (known == double.class || known == Double.class)
            return JSON.objectNode().put("type", "number");
        if (known.isRecord() || known.isEnum() || known.isSealed()) {
            add(known);
            return reference(name(known));
        }
        throw new IllegalArgumentException("no schema for " + type);
    }

    private static ObjectNode whole(String format) {
        return JSON.objectNode().put("type", "integer").put("format", format);
    }

    private static ObjectNode reference(String name) {
        return JSON.objectNode().put("$ref", "#/components/schemas/" + name);
    }
}
