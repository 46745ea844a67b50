package io.triade.orchestration.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/// Values as items hold them: the words that JSON shows on the wire are the words in the tables.
///
/// @param noun what is stored, for what goes wrong: `turn`
public record ItemWords(ObjectMapper mapper, String noun) {
    public String word(Enum<?> value) {
        return mapper.convertValue(value, String.class);
    }

    public <T extends Enum<T>> T of(String word, Class<T> type) {
        return mapper.convertValue(word, type);
    }

    public String json(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a " + noun + " cannot be written", broken);
        }
    }

    public <T> T read(String json, Class<T> type) {
        try {
            return mapper.readValue(json, type);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a stored " + noun + " cannot be read", broken);
        }
    }

    /// An attribute that every such item has.
    public String required(Map<String, String> item, String attribute) {
        String value = item.get(attribute);
        if (value == null) throw new IllegalStateException("a stored " + noun + " has no " + attribute);
        return value;
    }
}
