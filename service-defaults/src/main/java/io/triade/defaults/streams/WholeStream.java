package io.triade.defaults.streams;

import io.smallrye.mutiny.Multi;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunEvent;
import java.io.EOFException;
import org.jboss.logging.Logger;

/// Holds a stream from another tier to its contract: offsets from 1 without gaps and exactly one terminal event.
public final class WholeStream {
    private static final Logger LOG = Logger.getLogger(WholeStream.class);

    private long last;
    private boolean ended;

    private WholeStream() {}

    /// What breaks before the first event is a failure of the request; what breaks after it becomes the terminal event
    /// `failed`.
    public static Multi<Frame> of(Multi<Frame> frames, EventCodec codec, String traceId) {
        return Multi.createFrom().deferred(() -> {
            var stream = new WholeStream();
            return stream.guard(frames)
                    .onFailure(_ -> stream.last > 0)
                    .recoverWithMulti(failure -> Multi.createFrom().item(stream.failed(failure, codec, traceId)));
        });
    }

    /// What breaks is a failure at any time, for who may ask again.
    public static Multi<Frame> orFailure(Multi<Frame> frames) {
        return Multi.createFrom().deferred(() -> new WholeStream().guard(frames));
    }

    private Multi<Frame> guard(Multi<Frame> frames) {
        return frames.onItem()
                .invoke(this::count)
                .onCompletion()
                .invoke(() -> {
                    if (!ended) throw brokeOff();
                })
                .onFailure(_ -> ended)
                .recoverWithCompletion();
    }

    private void count(Frame frame) {
        if (ended || frame.offset() != last + 1) {
            throw new ProblemException(
                    ProblemType.UPSTREAM_FAILED,
                    "Event %d came after event %d%s.".formatted(frame.offset(), last, ended ? ", the last" : ""));
        }
        last = frame.offset();
        ended = frame.terminal();
    }

    /// Nobody said so: its cause tells it from a problem of the tier's own.
    private static ProblemException brokeOff() {
        return new ProblemException(
                ProblemType.UPSTREAM_FAILED, "The answer broke off.", new EOFException("no terminal event"));
    }

    private Frame failed(Throwable failure, EventCodec codec, String traceId) {
        LOG.warnf("a stream broke after event %d: %s", last, failure);
        ProblemException problem = failure instanceof ProblemException known
                ? known
                : new ProblemException(
                        ProblemType.UPSTREAM_FAILED, "The answer broke off; what was said so far is kept.");
        Problem said = problem.problem(traceId);
        return codec.frame(last + 1, new RunEvent.Failed(said));
    }
}
