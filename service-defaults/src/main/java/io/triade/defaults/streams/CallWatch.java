package io.triade.defaults.streams;

import io.triade.contracts.problems.ProblemException;
import io.triade.defaults.calls.Call;
import io.vertx.core.http.RequestOptions;

/// Sees every call to another tier, by whatever door it was asked for. Must not block.
public interface CallWatch {
    /// Before it is made.
    ///
    /// @throws ProblemException where it must not be
    default void before(Call call, RequestOptions target) {}

    /// When the tier has said yes, and before anybody is told.
    default void answered(Call call, RequestOptions target) {}
}
