package io.triade.orchestration.turns;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.operators.multi.MultiOperatorProcessor;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.triade.contracts.problems.ProblemException;
import io.triade.defaults.streams.Frame;
import org.jspecify.annotations.Nullable;

/// Ends a stream from outside, as if it had failed: the call upstream is reset and whoever reads learns the reason. To
/// be
/// used on the stream's event loop only.
final class StopSwitch {
    private @Nullable Gate gate;
    private @Nullable ProblemException reason;

    /// The same frames, until the switch is thrown.
    Multi<Frame> on(Multi<Frame> frames) {
        return new AbstractMulti<>() {
            @Override
            public void subscribe(MultiSubscriber<? super Frame> reader) {
                var opened = new Gate(reader);
                gate = opened;
                frames.subscribe().withSubscriber(opened);
                if (reason != null) opened.close(reason);
            }
        };
    }

    void stop(ProblemException why) {
        if (reason != null) return;
        reason = why;
        if (gate != null) gate.close(why);
    }

    private static final class Gate extends MultiOperatorProcessor<Frame, Frame> {
        Gate(MultiSubscriber<? super Frame> reader) {
            super(reader);
        }

        void close(ProblemException why) {
            if (isDone() || isCancelled()) return;
            cancelUpstream();
            downstream.onFailure(why);
        }
    }
}
