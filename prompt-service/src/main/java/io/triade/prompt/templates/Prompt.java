package io.triade.prompt.templates;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// One version of a prompt. Once stored it never changes.
///
/// @param text a Qute template that sees its variables and nothing else
record Prompt(String name, int version, String text, List<Variable> variables) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    Prompt {
        if (!named(name)) throw new IllegalArgumentException("name must be letters, digits, . _ or -, was " + name);
        if (version < 1) throw new IllegalArgumentException("version must be at least 1, was " + version);
        variables = List.copyOf(variables);
        Set<String> names = new HashSet<>();
        for (Variable variable : variables) {
            if (!names.add(variable.name())) {
                throw new IllegalArgumentException("variables must have different names, twice: " + variable.name());
            }
            Object fallback = variable.fallback();
            if (fallback != null && variable.refusal(fallback) != null) {
                throw new IllegalArgumentException("variables: the default of %s %s, was %s"
                        .formatted(variable.name(), variable.refusal(fallback), fallback));
            }
        }
    }

    /// Whether this can be the name of a prompt; it becomes part of a key.
    static boolean named(String name) {
        return NAME.matcher(name).matches();
    }
}
