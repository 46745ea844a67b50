package io.triade.api.graphql.documents;

import io.triade.api.graphql.schema.Errors;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Queries that are asked for by their hash, as Apollo's clients do: whoever asks for one that is not known here sends
/// it once beside its hash. A tenant's are its own, each process has to be told, and the longest are not kept.
public final class PersistedQueries {
    private static final String EXTENSION = "persistedQuery";
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final int LONGEST = 8_192;

    private final Remembered<Key, String> known;

    private record Key(String tenant, String hash) {}

    public PersistedQueries(int most) {
        this.known = new Remembered<>(most);
    }

    /// The query that is meant; null where none was given in either way.
    ///
    /// @throws ProblemException where it is not known, or is another than its hash says
    public @Nullable String query(@Nullable String given, Map<String, Object> extensions, String tenant) {
        String hash = hash(extensions);
        if (hash == null) return given;
        if (given == null) {
            String query = known.get(new Key(tenant, hash));
            if (query == null) throw new ProblemException(ProblemType.BAD_REQUEST, Errors.PERSISTED_QUERY_NOT_FOUND);
            return query;
        }
        if (!hash.equals(sha256(given))) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST, "extensions.persistedQuery.sha256Hash is another query's hash.");
        }
        return given;
    }

    /// The query was found to be good: from now on its hash will do.
    public void remember(String query, Map<String, Object> extensions, String tenant) {
        String hash = hash(extensions);
        if (hash != null && query.length() <= LONGEST) known.put(new Key(tenant, hash), query);
    }

    private static @Nullable String hash(Map<String, Object> extensions) {
        Object persisted = extensions.get(EXTENSION);
        if (persisted == null) return null;
        if (persisted instanceof Map<?, ?> members
                && members.get("version") instanceof Integer version
                && version == 1
                && members.get("sha256Hash") instanceof String hash
                && HASH.matcher(hash.toLowerCase(Locale.ROOT)).matches()) {
            return hash.toLowerCase(Locale.ROOT);
        }
        throw new ProblemException(
                ProblemType.BAD_REQUEST,
                "extensions.persistedQuery must have version 1 and a sha256Hash of 64 hexadecimal digits.");
    }

    private static String sha256(String query) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(query.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
