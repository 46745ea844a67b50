package io.triade.api.graphql.caching;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.subscription.Cancellable;
import io.triade.api.channels.ChannelStreams;
import io.triade.contracts.changes.ChangeNotice;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Hears of every change that any replica of the orchestration tier makes, by whatever door it was asked for. While it
/// hears nothing, nothing of an owner's is kept.
@ApplicationScoped
class HeardChanges {
    private static final Logger LOG = Logger.getLogger(HeardChanges.class);

    private final AnswerCache cache;
    private final ChannelStreams channels;
    private final Vertx vertx;
    private final ObjectReader reader;
    private volatile @Nullable Cancellable connection;
    private volatile boolean stopping;

    HeardChanges(AnswerCache cache, ChannelStreams channels, Vertx vertx, ObjectMapper mapper) {
        this.cache = cache;
        this.channels = channels;
        this.vertx = vertx;
        this.reader = mapper.readerFor(ChangeNotice.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    void stopSoon(@Observes ShutdownDelayInitiatedEvent event) {
        stop();
    }

    void stop(@Observes ShutdownEvent event) {
        stop();
    }

    private void stop() {
        stopping = true;
        Cancellable open = connection;
        if (open != null) open.cancel();
        cache.deaf();
    }

    void start(@Observes StartupEvent event) {
        if (cache.enabled()) vertx.runOnContext(_ -> listen(new Attempt(0)));
    }

    /// One connection, after so many in a row that brought nothing.
    private static final class Attempt {
        private final int failures;
        private boolean heard;

        Attempt(int failures) {
            this.failures = failures;
        }
    }

    private void listen(Attempt attempt) {
        if (stopping) return;
        connection = channels.changeNotices()
                .subscribe()
                .with(
                        json -> heard(attempt, json),
                        failure -> lost(attempt, String.valueOf(failure.getMessage())),
                        () -> lost(attempt, "it ended"));
    }

    private void heard(Attempt attempt, Buffer json) {
        attempt.heard = true;
        try {
            ChangeNotice notice = reader.readValue(json.getBytes());
            cache.changed(notice.owner(), notice.things());
        } catch (IOException unreadable) {
            cache.deaf();
        }
        cache.heard();
    }

    private void lost(Attempt attempt, String why) {
        cache.deaf();
        if (stopping) return;
        LOG.debugf("changes are not heard of for a moment: %s", why);
        int failures = attempt.heard ? 0 : attempt.failures + 1;
        channels.later(failures, () -> listen(new Attempt(failures)));
    }
}
