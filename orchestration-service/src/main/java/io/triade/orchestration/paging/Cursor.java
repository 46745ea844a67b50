package io.triade.orchestration.paging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.triade.contracts.problems.ProblemException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/// A place in one list, opaque to callers. It carries a digest of the list it was made for, so that garbage and the
/// cursor of another list or owner are refused instead of silently showing some other page. No secret is needed: a
/// forged cursor reaches nothing, since every key is built from the caller's principal.
public final class Cursor {
    private static final int DIGEST_BYTES = 9;
    private static final int MAX_LENGTH = 512;

    private Cursor() {}

    public static String of(String list, String position) {
        byte[] place = position.getBytes(UTF_8);
        byte[] all = Arrays.copyOf(digest(list, place), DIGEST_BYTES + place.length);
        System.arraycopy(place, 0, all, DIGEST_BYTES, place.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    }

    /// The place that `of` was given.
    ///
    /// @throws ProblemException `invalid-field` naming `cursor` when it is no cursor of this list
    public static String position(String list, String cursor) {
        if (cursor.length() > MAX_LENGTH) throw refused();
        byte[] all;
        try {
            all = Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException notBase64) {
            throw refused();
        }
        if (all.length <= DIGEST_BYTES) throw refused();
        byte[] place = Arrays.copyOfRange(all, DIGEST_BYTES, all.length);
        if (!Arrays.equals(digest(list, place), Arrays.copyOf(all, DIGEST_BYTES))) throw refused();
        return new String(place, UTF_8);
    }

    /// What a cursor of this list never says; for lists that check the place itself as well.
    public static ProblemException refused() {
        return ProblemException.invalidField(
                "cursor", "is not a cursor of this list; use `next` of its last page as it was, or leave it out");
    }

    private static byte[] digest(String list, byte[] place) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(list.getBytes(UTF_8));
            sha256.update((byte) 0);
            return Arrays.copyOf(sha256.digest(place), DIGEST_BYTES);
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException("every Java has SHA-256", never);
        }
    }
}
