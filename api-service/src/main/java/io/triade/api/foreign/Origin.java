package io.triade.api.foreign;

import java.util.Map;

/// The caller's field that a block of ours was made of.
///
/// @param pointer JSON Pointer to it
/// @param names where in it our fields stand, by our names; a field that is not named is all of it
public record Origin(String pointer, Map<String, String> names) {
    public Origin {
        names = Map.copyOf(names);
    }

    public static Origin of(String pointer) {
        return new Origin(pointer, Map.of());
    }

    /// @param ours a field of the block, as in `/text`; empty: the block
    String named(String ours) {
        return pointer + names.getOrDefault(ours, "");
    }

    /// @param ours a field of the message that the block is in
    public String inMessage(String ours) {
        return pointer.replaceFirst("^(/\\w+(?:/\\d+)?).*", "$1") + ours;
    }
}
