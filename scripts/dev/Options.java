package dev;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The command line: a command, switches, options with a value, and plain arguments.
///
/// @param values every value of an option, in the order given
public record Options(String command, Set<String> switches, Map<String, List<String>> values, List<String> arguments) {
    private static final Set<String> SWITCHES = Set.of("detach", "memory", "no-build", "json", "f", "follow");
    private static final Set<String> WITH_VALUE = Set.of("port", "without", "only", "replicas", "min-ready-seconds");

    public static Options parse(String... words) {
        var switches = new HashSet<String>();
        var values = new HashMap<String, List<String>>();
        var arguments = new ArrayList<String>();
        for (int i = 1; i < words.length; i++) {
            if (!words[i].startsWith("-")) {
                arguments.add(words[i]);
                continue;
            }
            String[] option = words[i].replaceFirst("^--?", "").split("=", 2);
            if (SWITCHES.contains(option[0]) && option.length == 1) {
                switches.add(option[0]);
            } else if (WITH_VALUE.contains(option[0]) && (option.length == 2 || i + 1 < words.length)) {
                String value = option.length == 2 ? option[1] : words[++i];
                values.computeIfAbsent(option[0], _ -> new ArrayList<>()).add(value);
            } else if (WITH_VALUE.contains(option[0])) {
                throw new Failure("Option " + words[i] + " takes a value; ./dev help says which.");
            } else {
                throw new Failure("Option " + words[i] + " is not understood; ./dev help lists what there is.");
            }
        }
        return new Options(words.length == 0 ? "help" : words[0], switches, values, arguments);
    }

    public boolean has(String name) {
        return switches.contains(name);
    }

    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    public String argument(int index, String otherwise) {
        return index < arguments.size() ? arguments.get(index) : otherwise;
    }
}
