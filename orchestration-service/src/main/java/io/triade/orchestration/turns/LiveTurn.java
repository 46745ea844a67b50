package io.triade.orchestration.turns;

import io.triade.contracts.sessions.Turn;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallFacts;
import io.triade.orchestration.turns.Turns.Begun;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// One turn while it runs on this replica. Everything in it belongs to its event loop.
final class LiveTurn {
    final Asked asked;
    final Begun begun;
    final Buffer request;
    final Answer answer;
    final StopSwitch stop = new StopSwitch();

    /// Set once somebody has taken on to store how it ended: exactly one does.
    boolean ending;

    /// As it was stored when it ended.
    @Nullable
    Turn kept;

    /// Who wants it, and where.
    ///
    /// @param facts for the request's log line
    /// @param loop the event loop that serves the caller
    record Asked(Call call, CallFacts facts, Context loop) {}

    LiveTurn(Asked asked, Begun begun, Buffer request, Answer answer) {
        this.asked = asked;
        this.begun = begun;
        this.request = request;
        this.answer = answer;
    }
}
