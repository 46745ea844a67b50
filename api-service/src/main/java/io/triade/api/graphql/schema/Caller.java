package io.triade.api.graphql.schema;

import graphql.GraphQLContext;
import io.smallrye.mutiny.Uni;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Who asks, while one operation is carried out. Whoever leaves before its end ends the work behind it.
public final class Caller {
    private final Call call;
    private final CallFacts facts;
    private final List<CompletableFuture<?>> work = new ArrayList<>();
    private boolean left;

    public Caller(Call call, CallFacts facts) {
        this.call = call;
        this.facts = facts;
    }

    /// @throws ProblemException `unauthenticated` where there is none
    public static Caller of(GraphQLContext context) {
        Caller caller = known(context);
        if (caller == null) {
            throw new ProblemException(ProblemType.UNAUTHENTICATED, "This needs a bearer token in Authorization.");
        }
        return caller;
    }

    static @Nullable Caller known(GraphQLContext context) {
        return context.get(Caller.class);
    }

    public Call call() {
        return call;
    }

    public CallFacts facts() {
        return facts;
    }

    Owner owner() {
        return Owner.of(call.principal());
    }

    public <T> CompletableFuture<T> await(Uni<T> wanted) {
        CompletableFuture<T> answer = wanted.subscribeAsCompletionStage();
        work.add(answer);
        if (left) answer.cancel(true);
        return answer;
    }

    /// Everything that was awaited and is not there yet is given up.
    public void leave() {
        left = true;
        for (CompletableFuture<?> waiting : List.copyOf(work)) waiting.cancel(true);
    }
}
