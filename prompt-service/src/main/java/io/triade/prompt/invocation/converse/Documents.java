package io.triade.prompt.invocation.converse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.document.Document;

/// JSON values between Jackson's plain Java and the SDK's documents.
final class Documents {
    private Documents() {}

    static Document document(@Nullable Object value) {
        return switch (value) {
            case null -> Document.fromNull();
            case String text -> Document.fromString(text);
            case Boolean flag -> Document.fromBoolean(flag);
            case BigDecimal number -> Document.fromNumber(number);
            case BigInteger number -> Document.fromNumber(number);
            case Number number -> Document.fromNumber(number.toString());
            case Map<?, ?> map -> {
                var fields = new LinkedHashMap<String, Document>();
                map.forEach((key, field) -> fields.put(String.valueOf(key), document(field)));
                yield Document.fromMap(fields);
            }
            case List<?> list ->
                Document.fromList(list.stream().map(Documents::document).toList());
            default -> throw new IllegalArgumentException("no JSON value: " + value.getClass());
        };
    }

    static Map<String, Object> map(Document document) {
        var fields = new LinkedHashMap<String, Object>();
        document.asMap().forEach((key, field) -> {
            // The contract's maps hold no nulls: absent says the same.
            if (!field.isNull()) fields.put(key, value(field));
        });
        return fields;
    }

    /// As JSON text, nulls included.
    static String json(Document document) {
        return node(document).toString();
    }

    private static JsonNode node(Document document) {
        var json = JsonNodeFactory.instance;
        if (document.isString()) return json.textNode(document.asString());
        if (document.isBoolean()) return json.booleanNode(document.asBoolean());
        if (document.isNumber()) return json.numberNode(document.asNumber().bigDecimalValue());
        if (document.isMap()) {
            var object = json.objectNode();
            document.asMap().forEach((key, field) -> object.set(key, node(field)));
            return object;
        }
        if (document.isList()) {
            var array = json.arrayNode();
            document.asList().forEach(item -> array.add(node(item)));
            return array;
        }
        return json.nullNode();
    }

    private static Object value(Document document) {
        if (document.isString()) return document.asString();
        if (document.isBoolean()) return document.asBoolean();
        if (document.isNumber()) return number(document.asNumber().bigDecimalValue());
        if (document.isMap()) return map(document);
        var items = new ArrayList<Object>();
        for (Document item : document.asList()) {
            if (!item.isNull()) items.add(value(item));
        }
        return items;
    }

    private static Object number(BigDecimal number) {
        if (number.scale() > 0) return number;
        BigInteger whole = number.toBigInteger();
        return whole.bitLength() < Long.SIZE ? (Object) whole.longValue() : whole;
    }
}
