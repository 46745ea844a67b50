package io.triade.defaults.streams;

import io.smallrye.mutiny.Multi;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunEvent;
import java.util.List;
import org.jboss.logging.Logger;

/// Holds a stream from another tier to its contract: offsets from 1 without gaps and exactly one terminal event. What
/// breaks
/// before the first event is a failure of the request; what breaks after it becomes the terminal event `failed`.
public final class WholeStream {
    private static final Logger LOG = Logger.getLogger(WholeStream.class);

    private final EventCodec codec;
    private final String traceId;
    private long last;
    private boolean ended;

    private WholeStream(EventCodec codec, String traceId) {
        this.codec = codec;
        this.traceId = traceId;
    }

    public static Multi<Frame> of(Multi<Frame> frames, EventCodec codec, String traceId) {
        return Multi.createFrom().deferred(() -> new WholeStream(codec, traceId).guard(frames));
    }

    private Multi<Frame> guard(Multi<Frame> frames) {
        return frames.onItem()
                .invoke(this::count)
                .onCompletion()
                .invoke(() -> {
                    if (!ended) throw new ProblemException(ProblemType.UPSTREAM_FAILED, "The answer broke off.");
                })
                .onFailure(_ -> last > 0)
                .recoverWithMulti(failure -> ended ? Multi.createFrom().empty() : failed(failure));
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

    private Multi<Frame> failed(Throwable failure) {
        LOG.warnf("a stream broke after event %d: %s", last, failure);
        ProblemException problem = failure instanceof ProblemException known
                ? known
                : new ProblemException(
                        ProblemType.UPSTREAM_FAILED, "The answer broke off; what was said so far is kept.");
        Problem said = problem.problem(traceId);
        return Multi.createFrom().items(List.of(codec.frame(last + 1, new RunEvent.Failed(said))).stream());
    }
}
