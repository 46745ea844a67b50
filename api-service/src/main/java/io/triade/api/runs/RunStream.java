package io.triade.api.runs;

import io.micrometer.core.instrument.Counter;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.Run;
import io.triade.defaults.calls.Call;
import io.triade.defaults.streams.Frame;
import io.triade.defaults.streams.TierClient;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The events of one run, without a gap and each once, over as many connections to its tier as it takes.
///
/// Completes after the terminal event. Fails before the head where the run cannot be had, and after it where this
/// reader can have no more of it, which says nothing about the run.
///
/// Written by hand, as `BlockStream` is: a token costs one comparison here.
final class RunStream extends AbstractMulti<Frame> {
    private static final Logger LOG = Logger.getLogger(RunStream.class);

    private final Means means;
    private final Wanted wanted;

    /// @param patience how long what was not accepted yet is tried again
    /// @param mended counts connections that broke and were made anew
    record Means(RunTier tier, Pauses pauses, RunCancels cancels, Duration patience, Counter mended) {}

    /// @param start how the run is to be made; null where it is there
    record Wanted(
            Call call, String runId, long after, @Nullable RunStart start, Consumer<RunHead> head) {}

    RunStream(Means means, Wanted wanted) {
        this.means = means;
        this.wanted = wanted;
    }

    @Override
    public void subscribe(MultiSubscriber<? super Frame> reader) {
        var following = new Following(reader);
        reader.onSubscribe(following);
        following.connect();
    }

    /// One reader; everything in it runs on the context that subscribed, so nothing needs a lock.
    private final class Following implements Flow.Subscription {
        private final MultiSubscriber<? super Frame> reader;
        private final long startedNanos = System.nanoTime();
        private String runId = wanted.runId;
        private long last = wanted.after;
        private @Nullable Connection connection;
        private @Nullable Cancellable pause;
        private long demand;
        private int failures;
        private boolean accepted;
        private boolean broken;
        private boolean done;

        Following(MultiSubscriber<? super Frame> reader) {
            this.reader = reader;
        }

        void connect() {
            if (done) return;
            var next = new Connection();
            connection = next;
            try {
                events(next).subscribe().withSubscriber(next);
            } catch (ProblemException timeIsOver) {
                fail(timeIsOver);
            }
        }

        /// The start again, with the same id, until it is known that it arrived; then what is left.
        private Multi<Frame> events(Connection next) {
            return wanted.start != null && !accepted
                    ? means.tier.start(wanted.start, next::head)
                    : means.tier.events(wanted.call, runId, last, next::head);
        }

        private void accept(MultiMap head) {
            accepted = true;
            String made = head.get(RunTier.RUN_ID);
            if (made != null) runId = made;
            wanted.head.accept(new RunHead(runId, !runId.equals(wanted.runId)));
        }

        private void broke(Throwable failure) {
            Connection lost = connection;
            connection = null;
            if (lost != null) lost.close();
            broken = true;
            ProblemException problem = failure instanceof ProblemException known
                    ? known
                    : new ProblemException(ProblemType.UPSTREAM_FAILED, "The run cannot be followed here.", failure);
            if (hopeless(problem)) {
                fail(problem);
                return;
            }
            LOG.debugf("run %s is taken up again after event %d: %s", runId, last, problem.getMessage());
            means.mended.increment();
            pause = means.pauses.after(failures++).subscribe().with(_ -> connect());
        }

        private boolean hopeless(ProblemException problem) {
            int status = problem.type().status();
            if (accepted) return status / 100 == 4 && status != 429;
            boolean patient = System.nanoTime() - startedNanos < means.patience.toNanos();
            return TierClient.said(problem) || !patient;
        }

        /// The tier ended the answer and said nothing new in it. Either there is nothing more, or it had to.
        private void silent() {
            connection = null;
            pause = Uni.createFrom()
                    .deferred(() -> means.tier.read(wanted.call, runId))
                    .subscribe()
                    .with(
                            run -> {
                                if (over(run)) complete();
                                else broke(brokeOff());
                            },
                            this::broke);
        }

        private boolean over(Run run) {
            return switch (run.state()) {
                case QUEUED, RUNNING, WAITING -> false;
                case SUCCEEDED, FAILED, CANCELLED -> run.lastOffset() <= last;
            };
        }

        @Override
        public void request(long count) {
            if (done || count <= 0) return;
            demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
            Connection open = connection;
            if (open != null) open.request(count);
        }

        @Override
        public void cancel() {
            if (!finish()) return;
            Connection open = connection;
            connection = null;
            if (open != null) open.close();
            Cancellable waiting = pause;
            if (waiting != null) waiting.cancel();
            abandon();
        }

        private void complete() {
            if (finish()) reader.onCompletion();
        }

        private void fail(ProblemException problem) {
            if (!finish()) return;
            connection = null;
            // A start that was refused, and had not been tried before, began nothing.
            boolean refused = !accepted && failures == 0 && TierClient.said(problem);
            if (!refused) abandon();
            RunStart start = wanted.start;
            reader.onFailure(
                    start == null || accepted || TierClient.said(problem) ? problem : start.mayHaveBegun(problem));
        }

        private boolean finish() {
            if (done) return false;
            done = true;
            return true;
        }

        /// The tier sees the first connection close. That a reader of any other leaves, it must be told.
        private void abandon() {
            RunStart start = wanted.start;
            if (broken && start != null && start.endsWithItsCaller()) means.cancels.cancel(wanted.call, runId);
        }

        private static ProblemException brokeOff() {
            return new ProblemException(ProblemType.UPSTREAM_FAILED, "The stream ended before its run did.");
        }

        /// One connection to the tier; what comes over it after it was given up is not listened to.
        private final class Connection implements MultiSubscriber<Frame> {
            private Flow.@Nullable Subscription source;
            private boolean carried;

            void head(MultiMap headers) {
                if (connection == this && !accepted) accept(headers);
            }

            void request(long count) {
                if (source != null) source.request(count);
            }

            void close() {
                if (source != null) source.cancel();
            }

            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                source = subscription;
                if (connection != this) subscription.cancel();
                else if (demand > 0) subscription.request(demand);
            }

            @Override
            public void onItem(Frame frame) {
                if (connection != this) {
                    close();
                } else if (frame.offset() <= last) {
                    request(1);
                } else if (frame.offset() > last + 1) {
                    broke(new ProblemException(
                            ProblemType.UPSTREAM_FAILED,
                            "Event %d came after event %d.".formatted(frame.offset(), last)));
                } else {
                    pass(frame);
                }
            }

            private void pass(Frame frame) {
                last = frame.offset();
                carried = true;
                failures = 0;
                if (demand != Long.MAX_VALUE) demand--;
                boolean terminal = frame.terminal();
                reader.onItem(frame);
                if (!terminal || done) return;
                connection = null;
                // Read to its end, so that the connection may serve another request.
                request(1);
                complete();
            }

            @Override
            public void onFailure(Throwable failure) {
                if (connection == this) broke(failure);
            }

            @Override
            public void onCompletion() {
                if (connection != this) return;
                if (carried || !accepted) broke(brokeOff());
                else silent();
            }
        }
    }
}
