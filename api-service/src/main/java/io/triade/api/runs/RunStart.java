package io.triade.api.runs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.github.f4b6a3.ulid.UlidCreator;
import io.triade.contracts.problems.ProblemException;
import io.triade.defaults.calls.Call;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A run that is to be started. It has its id before anybody was asked, so that every attempt to start it is the
/// same start.
///
/// @param path where the orchestration tier takes it
/// @param body passed on as it came
/// @param idempotencyKey the caller's own, if they sent one
/// @param ofADoor whether the body may hold words that a door keeps for itself
public record RunStart(
        Call call,
        String path,
        Buffer body,
        String runId,
        @Nullable String idempotencyKey,
        boolean ofADoor) {
    static final String IDEMPOTENCY_KEY = "idempotency-key";

    private static final JsonFactory JSON = new JsonFactory();
    private static final int MAX_KEY = 255;

    public RunStart {
        if (idempotencyKey != null && !visible(idempotencyKey)) {
            throw ProblemException.invalidField(
                    "Idempotency-Key", "must be 1 to 255 visible ASCII characters, without spaces");
        }
    }

    public static RunStart of(Call call, String path, Buffer body, @Nullable String idempotencyKey) {
        String id = "r_" + UlidCreator.getMonotonicUlid().toString().toLowerCase(Locale.ROOT);
        return new RunStart(call, path, body, id, idempotencyKey, false);
    }

    /// The same, with words of the door's own in the run's metadata.
    public RunStart withDoorsOwn() {
        return new RunStart(call, path, body, runId, idempotencyKey, true);
    }

    /// The key that a request carries.
    ///
    /// @throws ProblemException `invalid-field` when it carries several
    public static @Nullable String keyIn(MultiMap headers) {
        List<String> keys = headers.getAll(IDEMPOTENCY_KEY);
        if (keys.size() > 1) throw ProblemException.invalidField("Idempotency-Key", "must be sent once");
        return keys.isEmpty() ? null : keys.getFirst();
    }

    /// Whether the caller wants the run cancelled when they leave. Read only where the orchestration tier cannot see
    /// them leave, so the body is otherwise never looked into here.
    boolean endsWithItsCaller() {
        try (JsonParser json = JSON.createParser(body.getBytes())) {
            if (json.nextToken() != JsonToken.START_OBJECT) return false;
            for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
                JsonToken value = json.nextToken();
                if (field.equals("onDisconnect")) {
                    return value == JsonToken.VALUE_STRING && json.getText().equals("cancel");
                }
                json.skipChildren();
            }
            return false;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /// What it means that nobody answered: the caller must not take the run for not begun.
    ProblemException mayHaveBegun(ProblemException unanswered) {
        return new ProblemException(
                unanswered.type(),
                "%s The run may have begun: look at /v1/runs/%s before you ask again."
                        .formatted(unanswered.getMessage(), runId),
                unanswered);
    }

    private static boolean visible(String key) {
        return !key.isEmpty()
                && key.length() <= MAX_KEY
                && key.chars().allMatch(character -> character > ' ' && character < 127);
    }
}
