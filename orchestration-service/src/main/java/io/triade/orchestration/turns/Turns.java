package io.triade.orchestration.turns;

import static java.time.temporal.ChronoUnit.MILLIS;

import com.github.f4b6a3.ulid.UlidCreator;
import io.triade.contracts.access.Principal;
import io.triade.contracts.generations.GenerationRequest;
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
import io.triade.orchestration.sessions.Owner;
import io.triade.orchestration.sessions.Sessions;
import io.triade.orchestration.sessions.TextRule;
import io.triade.orchestration.sessions.Titles;
import io.triade.orchestration.turns.TurnTable.Slice;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

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

    /// A turn that runs.
    ///
    /// @param request what the prompt tier is asked
    record Begun(Session session, Turn turn, GenerationRequest request) {}

    TurnPage page(Principal principal, String sessionId, PageRequest wanted) {
        var _ = sessions.get(principal, sessionId);
        Owner owner = Owner.of(principal);
        String list = "turns " + owner.sessionKey(sessionId);
        String after = wanted.cursor() == null ? null : Cursor.position(list, wanted.cursor());
        if (after != null && !ID.matcher(after).matches()) throw Cursor.refused();
        Slice slice = table.after(owner, sessionId, after, wanted.limit());
        Instant now = Instant.now();
        var shown = new ArrayList<Turn>();
        int characters = 0;
        for (StoredTurn stored : slice.turns()) {
            if (characters > PAGE_CHARACTERS) break;
            Turn turn = StoredTurn.withOutput(stored.shown(now), table.output(owner, stored));
            characters += turn.input().length() + turn.output().length();
            shown.add(turn);
        }
        boolean more = slice.more() || shown.size() < slice.turns().size();
        return new TurnPage(shown, more ? Cursor.of(list, shown.getLast().id()) : null);
    }

    Turn get(Principal principal, String sessionId, String turnId) {
        var _ = sessions.get(principal, sessionId);
        Owner owner = Owner.of(principal);
        if (!ID.matcher(turnId).matches()) throw absent(turnId);
        StoredTurn stored = table.find(owner, sessionId, turnId).orElseThrow(() -> absent(turnId));
        return StoredTurn.withOutput(stored.shown(Instant.now()), table.output(owner, stored));
    }

    /// What can be refused without reading anything.
    void check(TurnRequest request) {
        var _ = question.check(request.text());
        Sessions.checkModel(request.model());
        String parentId = request.parentId();
        if (parentId != null
                && !parentId.equals(TurnRequest.ROOT)
                && !ID.matcher(parentId).matches()) {
            throw History.unknownParent(parentId);
        }
    }

    /// Gathers the history and stores the turn as running, so that every reader sees it.
    Begun begin(Call call, String sessionId, TurnRequest request) {
        var _ = call.left();
        Session session = sessions.get(call.principal(), sessionId);
        Owner owner = Owner.of(call.principal());
        Instant now = Instant.now().truncatedTo(MILLIS);
        var source = new History.Source(
                id -> table.upTo(owner, sessionId, id, config.historyTurns() + 1),
                stored -> table.output(owner, stored));
        var window =
                new History(source, config.historyTurns(), config.historyCharacters()).before(request.parentId(), now);
        String id = "r_" + UlidCreator.getMonotonicUlid().toString().toLowerCase(Locale.ROOT);
        String model = request.model() == null ? session.model() : request.model();
        String text = request.text();
        var turn = new Turn(
                id, sessionId, window.parentId(), RunState.RUNNING, text, "", model, null, null, null, now, null);
        if (!table.start(owner, turn, call.deadline().plus(config.finishGrace()))) throw Sessions.absent(sessionId);
        return new Begun(session, turn, asked(request, turn, window.messages()));
    }

    /// Stores how it ended; the session's title follows by itself.
    ///
    /// @throws ProblemException `conflict` when the session was deleted meanwhile, `store-failed`
    void finish(Call call, Session session, Turn ended) {
        if (!table.finish(Owner.of(call.principal()), ended)) {
            throw new ProblemException(
                    ProblemType.CONFLICT, "The session was deleted while the answer was written; nothing was kept.");
        }
        titles.suggest(call, session, ended);
    }

    /// Leaves no trace of a turn that was refused before it could begin.
    void forget(Call call, Turn refused) {
        table.forget(Owner.of(call.principal()), refused);
    }

    private GenerationRequest asked(TurnRequest request, Turn turn, List<Message> history) {
        var messages = new ArrayList<>(history);
        messages.add(Message.user(request.text()));
        return new GenerationRequest(
                turn.id(),
                turn.sessionId(),
                new PromptReference(config.prompt(), null, Map.of()),
                turn.model(),
                null,
                messages,
                request.parameters(),
                null,
                null);
    }

    private static ProblemException absent(String turnId) {
        String shown = turnId.length() <= 60 ? turnId : turnId.substring(0, 60) + "…";
        return new ProblemException(ProblemType.NOT_FOUND, "There is no turn " + shown + " in this session.");
    }
}
