package io.triade.orchestration.sessions;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.triade.contracts.sessions.Session;
import io.triade.contracts.sessions.SessionChange;
import io.triade.contracts.sessions.Tombstone;
import io.triade.orchestration.tables.DynamoTable;
import io.triade.orchestration.tables.Owner;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// A session, or what is left of one, as the attributes of its item. All of them are text but the versions, with which
/// the store counts. A session from before there were versions is at its first.
public final class SessionItems {
    public static final String FIRST = "session#";
    private static final int DIGEST_BYTES = 12;

    private SessionItems() {}

    static Map<String, AttributeValue> added(Owner owner, Session session) {
        var texts = new HashMap<>(ChangeMark.of(owner, session.createdAt()));
        texts.put("recentPk", owner.key());
        texts.put("createdAt", ChangeMark.at(session.createdAt()));
        texts.put("updatedAt", ChangeMark.at(session.updatedAt()));
        texts.put("createdAs", digest(new SessionChange(session.title(), session.model())));
        var item = new HashMap<>(DynamoTable.attributes(texts));
        item.put("version", number(session.version()));
        put(item, "title", session);
        put(item, "model", session);
        return item;
    }

    private static void put(Map<String, AttributeValue> item, String field, Session session) {
        String value = field.equals("title") ? session.title() : session.model();
        if (value == null) return;
        item.put(field, DynamoTable.text(value));
        item.put(field + "Version", number(session.version()));
    }

    public static SessionState state(Map<String, AttributeValue> item) {
        String deletedAt = text(item, "deletedAt");
        if (deletedAt == null) {
            String createdAs = text(item, "createdAs");
            return new SessionState.Live(session(item), createdAs == null ? "" : createdAs);
        }
        var tombstone = new Tombstone(id(item), version(item), Instant.parse(deletedAt));
        return new SessionState.Deleted(tombstone, item.containsKey("expiresAt"));
    }

    static Session session(Map<String, AttributeValue> item) {
        return new Session(
                id(item),
                text(item, "title"),
                text(item, "model"),
                Instant.parse(DynamoTable.the(item, "createdAt").s()),
                Instant.parse(DynamoTable.the(item, "updatedAt").s()),
                version(item));
    }

    /// The store may take its time to remove what has expired.
    static boolean expired(Map<String, AttributeValue> item, Instant now) {
        AttributeValue expiresAt = item.get("expiresAt");
        return expiresAt != null && Long.parseLong(expiresAt.n()) < now.getEpochSecond();
    }

    /// Tells two creations under the same id apart without keeping what was in them.
    static String digest(SessionChange created) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            for (String field : Arrays.asList(created.title(), created.model())) {
                sha256.update((field == null ? "-" : "+" + field).getBytes(UTF_8));
                sha256.update((byte) 0);
            }
            return HexFormat.of().formatHex(sha256.digest(), 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException("every Java has SHA-256", never);
        }
    }

    private static long version(Map<String, AttributeValue> item) {
        AttributeValue version = item.get("version");
        return version == null ? 1 : Long.parseLong(version.n());
    }

    private static String id(Map<String, AttributeValue> item) {
        return DynamoTable.the(item, "sk").s().substring(FIRST.length());
    }

    private static @Nullable String text(Map<String, AttributeValue> item, String attribute) {
        AttributeValue value = item.get(attribute);
        return value == null ? null : value.s();
    }

    static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }
}
