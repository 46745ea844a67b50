package io.triade.orchestration.sessions;

import io.quarkus.virtual.threads.VirtualThreads;
import io.triade.contracts.generations.TitleRequest;
import io.triade.contracts.sessions.Session;
import io.triade.contracts.sessions.Turn;
import io.triade.defaults.calls.Call;
import io.triade.orchestration.generations.PromptTier;
import io.triade.orchestration.tables.Owner;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/// Names a session after its first answer, behind the caller's back: a title that cannot be made costs nobody their
/// turn, and one that the owner chose is never replaced.
@ApplicationScoped
public class Titles {
    private static final Logger LOG = Logger.getLogger(Titles.class);
    private static final int ASKED_CHARACTERS = 2_000;
    private static final int WORDS_CHARACTERS = 60;
    private static final int MAX_CHARACTERS = 200;

    private final SessionTable table;
    private final PromptTier prompts;
    private final ExecutorService threads;
    private final Semaphore room;
    private final Duration timeout;

    Titles(SessionTable table, PromptTier prompts, @VirtualThreads ExecutorService threads, SessionsConfig config) {
        if (config.titlesAtOnce() < 0) {
            throw new IllegalArgumentException(
                    "orchestration.sessions.titles-at-once must not be negative, was " + config.titlesAtOnce());
        }
        this.table = table;
        this.prompts = prompts;
        this.threads = threads;
        this.room = new Semaphore(config.titlesAtOnce());
        this.timeout = config.titleTimeout();
    }

    /// Returns at once.
    ///
    /// @param session as it was when the turn began
    /// @param ended asked of the model that answered it: no other gets to read the conversation
    public void suggest(Call call, Session session, Turn ended) {
        if (session.title() != null || ended.output().isBlank()) return;
        threads.execute(() -> name(call, session, ended));
    }

    private void name(Call call, Session session, Turn ended) {
        try {
            String title = asked(call, session, ended);
            table.titleIfUnnamed(Owner.of(call.principal()), session.id(), title);
        } catch (RuntimeException broken) {
            LOG.warnf("session %s stays without a title: %s", session.id(), broken);
        }
    }

    private String asked(Call call, Session session, Turn ended) {
        if (!room.tryAcquire()) return firstWords(ended.input());
        try {
            var inTime =
                    new Call(call.principal(), call.traceId(), Instant.now().plus(timeout));
            String made = prompts.title(inTime, new TitleRequest(beginning(ended), ended.model()))
                    .title();
            String clean = cut(made.strip().replaceAll("\\s+", " "), MAX_CHARACTERS);
            return clean.isEmpty() ? firstWords(ended.input()) : clean;
        } catch (RuntimeException notMade) {
            LOG.infof("session %s is named by its first words: %s", session.id(), notMade.getMessage());
            return firstWords(ended.input());
        } finally {
            room.release();
        }
    }

    private static String beginning(Turn ended) {
        return cut(ended.input(), ASKED_CHARACTERS / 2) + "\n\n" + cut(ended.output(), ASKED_CHARACTERS / 2);
    }

    /// As much of the question as fits a list, ended at a word where there is one.
    static String firstWords(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        if (line.length() <= WORDS_CHARACTERS) return line;
        String start = cut(line, WORDS_CHARACTERS);
        int space = start.lastIndexOf(' ');
        return (space > WORDS_CHARACTERS / 2 ? start.substring(0, space) : start) + "…";
    }

    private static String cut(String text, int characters) {
        if (text.length() <= characters) return text;
        int end = Character.isHighSurrogate(text.charAt(characters - 1)) ? characters - 1 : characters;
        return text.substring(0, end);
    }
}
