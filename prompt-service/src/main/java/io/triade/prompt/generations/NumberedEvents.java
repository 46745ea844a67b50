package io.triade.prompt.generations;

import io.smallrye.mutiny.Multi;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunEvent;
import io.triade.defaults.streams.EventCodec;
import io.triade.defaults.streams.Frame;
import org.jboss.logging.Logger;

/// Gives the events of one run their offsets and their bytes. What fails before the first event is a failure of the
/// request; what fails after it becomes the terminal event `failed`.
final class NumberedEvents {
    private static final Logger LOG = Logger.getLogger(NumberedEvents.class);

    private final EventCodec codec;
    private final String traceId;
    private long last;

    private NumberedEvents(EventCodec codec, String traceId) {
        this.codec = codec;
        this.traceId = traceId;
    }

    static Multi<Frame> of(Multi<RunEvent> events, EventCodec codec, String traceId) {
        return Multi.createFrom().deferred(() -> new NumberedEvents(codec, traceId).frames(events));
    }

    private Multi<Frame> frames(Multi<RunEvent> events) {
        return events.map(this::frame)
                .onFailure(_ -> last > 0)
                .recoverWithItem(
                        failure -> frame(new RunEvent.Failed(problem(failure).problem(traceId))));
    }

    private Frame frame(RunEvent event) {
        return codec.frame(++last, event);
    }

    private ProblemException problem(Throwable failure) {
        if (failure instanceof ProblemException known) {
            LOG.warnf(
                    "a stream failed after event %d: %s: %s", last, known.type().slug(), known.getMessage());
            return known;
        }
        LOG.errorf(failure, "a stream failed after event %d", last);
        return new ProblemException(ProblemType.INTERNAL, "Quote traceId " + traceId + " when you report it.");
    }
}
