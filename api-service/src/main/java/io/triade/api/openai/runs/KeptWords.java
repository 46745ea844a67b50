package io.triade.api.openai.runs;

import io.triade.contracts.problems.ProblemException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What this door has kept in a run's metadata beside the caller's own: what its answer must show again and no other
/// door has a word for.
public record KeptWords(Map<String, String> all) {
    public static final String PREVIOUS = "openai:previous_response_id";
    public static final String BACKGROUND = "openai:background";

    /// How many characters of the run's system text were the request's instructions; the rest were messages.
    public static final String INSTRUCTIONS = "openai:instructions";

    private static final String PREFIX = "openai:";
    private static final String API = "openai:api";
    private static final String PARALLEL = "openai:parallel_tool_calls";
    private static final int MOST = 16;
    private static final int KEY_CHARACTERS = 64;
    private static final int VALUE_CHARACTERS = 512;

    /// @param api which of OpenAI's APIs made the run
    /// @param oneTool whether the answer may ask for one tool at most
    public static Map<String, String> of(String api, @Nullable Map<String, String> own, boolean oneTool) {
        var all = new TreeMap<>(checked(own));
        all.put(API, api);
        if (oneTool) all.put(PARALLEL, "false");
        return all;
    }

    private static Map<String, String> checked(@Nullable Map<String, String> own) {
        if (own == null) return Map.of();
        if (own.size() > MOST) throw ProblemException.invalidField("/metadata", "has more than 16 entries");
        own.forEach(KeptWords::check);
        return own;
    }

    private static void check(String key, @Nullable String value) {
        if (key.isEmpty() || key.length() > KEY_CHARACTERS || key.startsWith(PREFIX)) {
            throw ProblemException.invalidField(
                    "/metadata", "must have keys of 1 to 64 characters that do not begin with " + PREFIX);
        }
        if (value == null || value.length() > VALUE_CHARACTERS) {
            throw ProblemException.invalidField("/metadata", "must have values of at most 512 characters");
        }
    }

    /// The same door's words beside others of the caller's.
    public Map<String, String> withOwn(@Nullable Map<String, String> own) {
        var words = new TreeMap<>(checked(own));
        all.forEach((key, value) -> {
            if (key.startsWith(PREFIX)) words.put(key, value);
        });
        return words;
    }

    /// Whether it was made by this API.
    public boolean madeBy(String api) {
        return api.equals(all.get(API));
    }

    /// The caller's own.
    public Map<String, String> own() {
        var own = new TreeMap<String, String>();
        all.forEach((key, value) -> {
            if (!key.startsWith(PREFIX)) own.put(key, value);
        });
        return own;
    }

    @Nullable
    public String previous() {
        return all.get(PREVIOUS);
    }

    public boolean background() {
        return all.containsKey(BACKGROUND);
    }

    public boolean oneToolAtMost() {
        return all.containsKey(PARALLEL);
    }

    /// The part of a system text that was instructions; null where there were none.
    @Nullable
    public String instructions(@Nullable String system) {
        int length = instructionsLength(system);
        return system == null || length == 0 ? null : system.substring(0, length);
    }

    /// The part of a system text that was messages; null where there were none.
    @Nullable
    public String systemMessages(@Nullable String system) {
        int length = instructionsLength(system);
        if (system == null || length == system.length()) return null;
        String rest = system.substring(length);
        return length > 0 && rest.startsWith("\n\n") ? rest.substring(2) : rest;
    }

    /// A run of another door has only instructions.
    private int instructionsLength(@Nullable String system) {
        if (system == null) return 0;
        String kept = all.get(INSTRUCTIONS);
        if (kept == null) return all.containsKey(API) ? 0 : system.length();
        return kept.matches("\\d{1,9}") ? Math.min(system.length(), Integer.parseInt(kept)) : 0;
    }
}
