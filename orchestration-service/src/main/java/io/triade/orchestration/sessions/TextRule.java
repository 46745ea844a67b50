package io.triade.orchestration.sessions;

import io.triade.contracts.problems.ProblemException;

/// What a text field may hold: something to read, not more than so many characters, and whole Unicode, since half a
/// surrogate pair cannot be stored or sent on.
///
/// @param pointer JSON Pointer of the field
/// @param max UTF-16 code units, as every client counts a string's length
public record TextRule(String pointer, int max) {
    /// @throws ProblemException `invalid-field` naming the field
    public String check(String value) {
        if (value.isBlank()) throw ProblemException.invalidField(pointer, "must not be empty or blank");
        if (value.length() > max) {
            throw ProblemException.invalidField(
                    pointer, "must have at most %d characters, has %d".formatted(max, value.length()));
        }
        // A pair read as one code point lies outside this range: what lies in it is half of one.
        boolean half = value.codePoints()
                .anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
        if (half) throw ProblemException.invalidField(pointer, "has half a surrogate pair; send whole characters");
        return value;
    }
}
