package io.triade.local.models.llama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.triade.local.models.Tools;
import io.triade.local.models.Tools.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// A grammar in GBNF under which a model can say nothing but a call of one of its tools, or also plain text where it
/// has the choice. Not the binding's own translation of a schema, which ends the process over what it does not know:
/// here that is any JSON.
final class ToolGrammar {
    private static final int MOST_DEPTH = 8;
    private static final int MOST_CHARACTERS = 60_000;
    private static final String COMMA = "\", \" ";
    private static final String RULES = """
            object ::= "{" (string ": " value (", " string ": " value)*)? "}"
            array ::= "[" (value (", " value)*)? "]"
            value ::= object | array | string | number | "true" | "false" | "null"
            string ::= "\\"" ([^"\\\\\\x00-\\x1F] | "\\\\" (["\\\\/bfnrt] | "u" [0-9a-fA-F]{4}))* "\\""
            integer ::= "-"? ("0" | [1-9] [0-9]{0,14})
            number ::= integer ("." [0-9]{1,9})?
            text ::= [^{] [^\\x00]*
            """;

    private ToolGrammar() {}

    static String of(Tools tools) {
        var calls = tools.tools().stream()
                .filter(tool -> !(tools.choice() instanceof Choice.Named(var name)) || name.equals(tool.name()))
                .map(tool -> call(tool.name(), tool.inputSchema()))
                .collect(Collectors.joining(" | "));
        if (calls.length() > MOST_CHARACTERS) {
            calls = tools.tools().stream()
                    .map(tool -> call(tool.name(), MissingNode.getInstance()))
                    .collect(Collectors.joining(" | "));
        }
        var root =
                switch (tools.choice()) {
                    case Choice.Auto _ -> "root ::= call | text\n";
                    case Choice.Any _, Choice.Named _ -> "root ::= call\n";
                };
        return root + "call ::= " + calls + "\n" + RULES;
    }

    private static String call(String name, JsonNode schema) {
        return "%s %s \"}\"".formatted(literal("{\"name\": \"" + name + "\", \"arguments\": "), arguments(schema));
    }

    /// Arguments are an object whatever the schema says.
    private static String arguments(JsonNode schema) {
        return schema.path("properties").isObject() ? object(schema, 0) : "object";
    }

    private static String value(JsonNode schema, int depth) {
        if (depth > MOST_DEPTH || !schema.isObject()) {
            return "value";
        }
        if (schema.has("const")) {
            return literal(schema.path("const").toString());
        }
        for (var choices : List.of("enum", "anyOf", "oneOf")) {
            if (schema.path(choices).isArray() && !schema.path(choices).isEmpty()) {
                boolean literal = choices.equals("enum");
                return anyOf(StreamSupport.stream(schema.path(choices).spliterator(), false)
                        .map(choice -> literal ? literal(choice.toString()) : value(choice, depth + 1))
                        .toList());
            }
        }
        var type = schema.path("type");
        return type.isArray() && !type.isEmpty()
                ? anyOf(StreamSupport.stream(type.spliterator(), false)
                        .map(one -> typed(one.asText(), schema, depth))
                        .toList())
                : typed(type.asText(), schema, depth);
    }

    private static String anyOf(List<String> choices) {
        return "(" + String.join(" | ", choices) + ")";
    }

    private static String typed(String type, JsonNode schema, int depth) {
        return switch (type) {
            case "object" -> schema.path("properties").isObject() ? object(schema, depth) : "object";
            case "array" -> "\"[\" (%1$s (%2$s %1$s)*)? \"]\"".formatted(value(schema.path("items"), depth + 1), COMMA);
            case "string", "integer", "number" -> type;
            case "boolean" -> "(\"true\" | \"false\")";
            case "null" -> "\"null\"";
            default -> "value";
        };
    }

    /// Required properties first, then any beginning of the list of the others: an order has to be chosen, or the
    /// grammar grows with the factorial of their number.
    private static String object(JsonNode schema, int depth) {
        var required = new ArrayList<String>();
        var optional = new ArrayList<String>();
        var names = StreamSupport.stream(schema.path("required").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        schema.path("properties")
                .properties()
                .forEach(property -> (names.contains(property.getKey()) ? required : optional)
                        .add("%s %s"
                                .formatted(
                                        literal(TextNode.valueOf(property.getKey()) + ": "),
                                        value(property.getValue(), depth + 1))));
        var rest = "";
        for (var property : optional.reversed()) {
            boolean first = required.isEmpty() && property.equals(optional.getFirst());
            rest = "(" + (first ? "" : COMMA) + property + " " + rest + ")?";
        }
        return "\"{\" " + String.join(" " + COMMA, required) + " " + rest + " \"}\"";
    }

    /// The text is JSON without line breaks, so these two are all there is to escape.
    private static String literal(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
