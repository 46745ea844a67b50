package io.triade.api.graphql.caching;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.triade.contracts.access.Principal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Who asks what, and when. Two are the same only where tenant, roles, scopes, groups, document, operation and
/// variables are, and the subject too unless the answer is for everybody in the tenant.
///
/// @param shelf the owner's, as it was when this was asked; null: nothing of theirs can be kept now
public record Question(Key own, Key shared, @Nullable Shelf shelf, String owner, long askedNanos) {
    /// @param subject null: everybody's in the tenant who has the same roles, scopes and groups
    record Key(String tenant, @Nullable String subject, String hash) {
        int bytes() {
            return 2 * (tenant.length() + (subject == null ? 0 : subject.length()) + hash.length());
        }
    }

    /// What is asked, whoever asks it.
    public record Words(String query, @Nullable String operation, Map<String, Object> variables) {
        @Override
        public String toString() {
            return "Words[operation=" + operation + "]";
        }
    }

    /// Makes questions.
    static final class Form {
        private final ObjectWriter writer;

        Form(ObjectMapper mapper) {
            this.writer = mapper.writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
        }

        Question of(Principal principal, Words words, @Nullable Shelf shelf, long askedNanos) {
            String hash = hash(principal, words);
            return new Question(
                    new Key(principal.tenant(), principal.subject(), hash),
                    new Key(principal.tenant(), null, hash),
                    shelf,
                    principal.ownerKey(),
                    askedNanos);
        }

        /// Of a JSON array, in which nothing can be taken for its neighbour.
        private String hash(Principal principal, Words words) {
            var all = Arrays.asList(
                    new TreeSet<>(principal.roles()),
                    new TreeSet<>(principal.scopes()),
                    new TreeSet<>(principal.groups()),
                    words.query(),
                    words.operation(),
                    words.variables());
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(writer.writeValueAsBytes(all));
                return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException("every Java has SHA-256", impossible);
            } catch (JsonProcessingException broken) {
                throw new IllegalStateException("a question cannot be written as JSON", broken);
            }
        }
    }
}
