package io.triade.prompt.templates;

import static io.triade.contracts.problems.ProblemException.invalidField;

import io.quarkus.qute.Engine;
import io.quarkus.qute.IfSectionHelper;
import io.quarkus.qute.Template;
import io.quarkus.qute.ValueResolvers;
import io.triade.contracts.problems.ProblemException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A prompt, parsed once, ready to be filled in.
///
/// The engine knows variables, alternatives and comparisons: no method of any object, no loop, no include, no file.
/// Values
/// are inserted as they are and never read as a template.
final class Rendering {
    private static final Engine ENGINE = Engine.builder()
            .addSectionHelper(new IfSectionHelper.Factory())
            .addValueResolvers(
                    ValueResolvers.mapResolver(),
                    ValueResolvers.orResolver(),
                    ValueResolvers.logicalAndResolver(),
                    ValueResolvers.logicalOrResolver())
            .strictRendering(true)
            .useAsyncTimeout(false)
            .build();

    private final Prompt prompt;
    private final Template template;
    private final int maxCharacters;
    private final Map<String, Variable> variables;
    private volatile @Nullable String plain;

    Rendering(Prompt prompt, int maxCharacters) {
        this.prompt = prompt;
        this.maxCharacters = maxCharacters;
        this.template = ENGINE.parse(prompt.text());
        this.variables = prompt.variables().stream()
                .collect(Collectors.toMap(Variable::name, variable -> variable, (one, _) -> one, LinkedHashMap::new));
    }

    /// @throws ProblemException `invalid-field`, with a pointer to the variable
    String render(Map<String, Object> values) {
        String known = plain;
        if (values.isEmpty() && known != null) return known;
        values.forEach(this::check);
        var filled = new HashMap<String, @Nullable Object>();
        for (Variable variable : variables.values()) {
            Object value = values.getOrDefault(variable.name(), variable.fallback());
            if (value == null && variable.required()) {
                throw invalidField(pointer(variable.name()), "is required by prompt " + prompt.name());
            }
            filled.put(variable.name(), value);
        }
        String text = template.render(filled);
        if (text.length() > maxCharacters) {
            throw invalidField(
                    "/prompt/variables", "make a prompt of more than %d characters".formatted(maxCharacters));
        }
        if (values.isEmpty()) plain = text;
        return text;
    }

    private void check(String name, Object value) {
        Variable variable = variables.get(name);
        if (variable == null) {
            throw invalidField(
                    pointer(name),
                    "is no variable of prompt %s; it has %s"
                            .formatted(
                                    prompt.name(),
                                    variables.isEmpty() ? "none" : String.join(", ", variables.keySet())));
        }
        String refusal = variable.refusal(value);
        if (refusal != null) throw invalidField(pointer(name), refusal);
    }

    private static String pointer(String name) {
        return "/prompt/variables/" + name.replace("~", "~0").replace("/", "~1");
    }
}
