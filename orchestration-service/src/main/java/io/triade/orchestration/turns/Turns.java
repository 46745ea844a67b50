package io.triade.orchestration.turns;

import static java.time.temporal.ChronoUnit.MILLIS;

import io.triade.contracts.access.Principal;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.generations.InferenceParameters;
import io.triade.contracts.generations.Message;
import io.triade.contracts.generations.PromptReference;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunState;
import io.triade.contracts.sessions.Session;
import io.triade.contracts.sessions.Turn;
import io.triade.contracts.sessions.TurnPage;
import io.triade.contracts.sessions.TurnRequest;
import io.triade.defaults.calls.Call;
import io.triade.orchestration.paging.Cursor;
import io.triade.orchestration.paging.PageRequest;
import io.triade.orchestration.sessions.Sessions;
import io.triade.orchestration.sessions.TextRule;
import io.triade.orchestration.sessions.Titles;
import io.triade.orchestration.tables.DynamoTable.Writes;
import io.triade.orchestration.tables.Owner;
import io.triade.orchestration.turns.TurnTable.Slice;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is stored of turns: read, begun, ended. Blocks.
@ApplicationScoped
public class Turns {
    private static final Pattern ID = Pattern.compile("r_[0-9a-z]{26}");
    private static final int MOST_TEXT_CHARACTERS = 100_000;

    /// A page of long answers ends early rather than filling the memory.
    private static final int PAGE_CHARACTERS = 4_000_000;

    private final TurnTable table;
    private final Sessions sessions;
    private final Titles titles;
    private final TurnsConfig config;
    private final TextRule question;

    Turns(TurnTable table, Sessions sessions, Titles titles, TurnsConfig config) {
        if (config.maxTextCharacters() < 1 || config.maxTextCharacters() > MOST_TEXT_CHARACTERS) {
            throw new IllegalArgumentException("orchestration.turns.max-text-characters must be from 1 to %d, was %d"
                    .formatted(MOST_TEXT_CHARACTERS, config.maxTextCharacters()));
        }
        this.table = table;
        this.sessions = sessions;
        this.titles = titles;
        this.config = config;
        this.question = new TextRule("/text", config.maxTextCharacters());
    }

    /// A turn about to run.
    ///
    /// @param request what the prompt tier is asked
    public record Begun(Turn turn, GenerationRequest request) {}

    TurnPage page(Principal principal, String sessionId, PageRequest wanted) {
        var _ = sessions.get(principal, sessionId);
        Owner owner = Owner.of(principal);
        String list = "turns " + owner.sessionKey(sessionId);
        String after = wanted.cursor() == null ? null : Cursor.position(list, wanted.cursor());
        if (after != null && !ID.matcher(after).matches()) throw Cursor.refused();
        Slice slice = table.after(owner, sessionId, after, wanted.limit());
        var shown = new ArrayList<Turn>();
        int characters = 0;
        for (StoredTurn stored : slice.turns()) {
            if (characters > PAGE_CHARACTERS) break;
            Turn turn = StoredTurn.withOutput(stored.turn(), table.output(owner, stored));
            characters += turn.input().length() + turn.output().length();
            shown.add(turn);
        }
        boolean more = slice.more() || shown.size() < slice.turns().size();
        return new TurnPage(shown, more ? Cursor.of(list, shown.getLast().id()) : null);
    }

    public Turn get(Principal principal, String sessionId, String turnId) {
        var _ = sessions.get(principal, sessionId);
        Owner owner = Owner.of(principal);
        if (!ID.matcher(turnId).matches()) throw absent(turnId);
        StoredTurn stored = table.find(owner, sessionId, turnId).orElseThrow(() -> absent(turnId));
        return StoredTurn.withOutput(stored.turn(), table.output(owner, stored));
    }

    /// What can be refused without reading anything.
    public void check(TurnRequest request) {
        var _ = question.check(request.text());
        Sessions.checkModel(request.model());
        String parentId = request.parentId();
        if (parentId != null
                && !parentId.equals(TurnRequest.ROOT)
                && !ID.matcher(parentId).matches()) {
            throw History.unknownParent(parentId);
        }
    }

    /// Gathers the history of a new turn. Stores nothing.
    ///
    /// @param id of the turn and its run
    /// @throws ProblemException `not-found` without such a session, `invalid-field` or `conflict` for its parent
    public Begun begin(Principal principal, String id, String sessionId, TurnRequest request) {
        Session session = sessions.get(principal, sessionId);
        var window = history(Owner.of(principal), sessionId).before(request.parentId());
        Instant now = Instant.now().truncatedTo(MILLIS);
        String model = request.model() == null ? session.model() : request.model();
        String text = request.text();
        var turn = new Turn(
                id, sessionId, window.parentId(), RunState.RUNNING, text, "", model, null, null, null, now, null);
        return new Begun(turn, asked(turn, request.parameters(), window.messages()));
    }

    /// A turn that another replica began, as it is to be asked once more.
    ///
    /// @throws ProblemException `not-found` when it is gone
    public Begun again(Principal principal, String id, String sessionId, @Nullable InferenceParameters parameters) {
        Turn turn = get(principal, sessionId, id);
        var window = history(Owner.of(principal), sessionId).before(turn.parentId());
        return new Begun(turn, asked(turn, parameters, window.messages()));
    }

    /// What the transaction that begins it writes; it fails when the session is gone.
    public Writes toBegin(Principal principal, Turn turn) {
        return table.begin(Owner.of(principal), turn);
    }

    /// What the transaction that ends it writes; it fails when the session is gone.
    public Writes toEnd(Principal principal, Turn ended) {
        return table.end(Owner.of(principal), ended);
    }

    /// What the transaction writes that leaves no trace of a turn that was refused before it could begin.
    public Writes toForget(Principal principal, String sessionId, String id) {
        return table.forget(Owner.of(principal), sessionId, id);
    }

    /// The turn has ended and is stored; the session's title follows by itself.
    public void ended(Call call, Turn ended) {
        if (ended.output().isBlank()) return;
        titles.suggest(call, sessions.get(call.principal(), ended.sessionId()), ended);
    }

    /// The turn could not be stored as ended, since its session is gone.
    public void undo(Principal principal, Turn ended) {
        table.undo(Owner.of(principal), ended);
    }

    private History history(Owner owner, String sessionId) {
        var source = new History.Source(
                id -> table.upTo(owner, sessionId, id, config.historyTurns() + 1),
                stored -> table.output(owner, stored));
        return new History(source, config.historyTurns(), config.historyCharacters());
    }

    private GenerationRequest asked(Turn turn, @Nullable InferenceParameters parameters, List<Message> history) {
        var messages = new ArrayList<>(history);
        messages.add(Message.user(turn.input()));
        return new GenerationRequest(
                turn.id(),
                turn.sessionId(),
                new PromptReference(config.prompt(), null, Map.of()),
                turn.model(),
                null,
                messages,
                parameters,
                null,
                null);
    }

    private static ProblemException absent(String turnId) {
        String shown = turnId.length() <= 60 ? turnId : turnId.substring(0, 60) + "…";
        return new ProblemException(ProblemType.NOT_FOUND, "There is no turn " + shown + " in this session.");
    }
}
