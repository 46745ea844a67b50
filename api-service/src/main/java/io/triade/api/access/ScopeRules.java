package io.triade.api.access;

import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Call;
import io.triade.defaults.streams.CallWatch;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.TreeSet;

/// Refuses calls for which the caller's token has no scope.
@ApplicationScoped
class ScopeRules implements CallWatch {
    @Override
    public void before(Call call, RequestOptions target) {
        Set<Scope> wanted = Scope.of(target.getMethod(), target.getURI());
        if (wanted.isEmpty() || wanted.stream().anyMatch(scope -> scope.heldBy(call.principal()))) return;
        throw new ProblemException(
                ProblemType.FORBIDDEN,
                "This needs a token with %s %s; ask its issuer for one."
                        .formatted(
                                wanted.size() == 1 ? "the scope" : "one of the scopes",
                                String.join(", ", new TreeSet<>(Scope.words(wanted)))));
    }
}
