package io.triade.api.graphql;

import graphql.language.OperationDefinition.Operation;
import io.triade.api.graphql.caching.AnswerCache;
import io.triade.api.graphql.caching.Kept;
import io.triade.api.graphql.caching.Question;
import io.triade.api.graphql.documents.Refused;
import io.triade.api.graphql.schema.Caller;
import io.triade.contracts.problems.ProblemException;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Answers operations by HTTP: a query with what was kept of it, where that still holds.
@ApplicationScoped
class Answers {
    private final Engine engine;
    private final AnswerCache cache;

    Answers(Engine engine, AnswerCache cache) {
        this.engine = engine;
        this.cache = cache;
    }

    /// @throws ProblemException as `Engine.prepare`
    CompletableFuture<Answer> answer(GraphQlRequest request, Caller caller, Set<Operation> kinds, Freshness wanted) {
        Engine.Prepared prepared;
        try {
            prepared = engine.prepare(request, caller, kinds);
        } catch (Refused refused) {
            var nothing = Executed.refused(refused.errors());
            return CompletableFuture.completedFuture(Answer.unrepeatable(true, written(nothing, caller)));
        }
        return prepared.kind() == Operation.QUERY && cache.enabled()
                ? query(prepared, caller, wanted)
                : engine.execute(prepared, caller).thenApply(executed -> plain(executed, caller));
    }

    private CompletableFuture<Answer> query(Engine.Prepared prepared, Caller caller, Freshness wanted) {
        var words = new Question.Words(
                prepared.query(),
                prepared.ready().operation().getName(),
                prepared.request().variables());
        Question question = cache.question(caller.call().principal(), words);
        if (wanted.takesKept()) {
            Optional<Kept> kept = cache.find(question, wanted.longestAge());
            if (kept.isPresent()) {
                long age = kept.get().age(question.askedNanos());
                return CompletableFuture.completedFuture(Answer.kept(kept.get(), age));
            }
        }
        return engine.execute(prepared, caller).thenApply(executed -> keep(question, executed, caller, wanted));
    }

    private Answer keep(Question question, Executed executed, Caller caller, Freshness wanted) {
        if (!executed.repeatable()) return plain(executed, caller);
        Buffer body = written(executed, caller);
        boolean stored = wanted.keep() && cache.keep(question, executed.policy(), body);
        String status = "fwd=" + (wanted.takesKept() ? "miss" : "request") + (stored ? "; stored" : "");
        return Answer.fresh(
                body, cache.age(executed.policy()), executed.policy().shared(), status);
    }

    private Answer plain(Executed executed, Caller caller) {
        Buffer body = written(executed, caller);
        return executed.repeatable()
                ? Answer.fresh(
                        body, cache.age(executed.policy()), executed.policy().shared(), null)
                : Answer.unrepeatable(executed.refused(), body);
    }

    private Buffer written(Executed executed, Caller caller) {
        return engine.written(executed.result(), caller.call().traceId());
    }
}
