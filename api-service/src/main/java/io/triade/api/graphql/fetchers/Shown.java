package io.triade.api.graphql.fetchers;

import graphql.schema.DataFetchingEnvironment;
import io.triade.api.graphql.hints.CachePolicy;
import io.triade.contracts.changes.ChangeNotice;
import io.triade.contracts.runs.Run;
import io.triade.contracts.runs.RunPage;
import io.triade.contracts.runs.RunState;
import io.triade.contracts.sessions.Session;
import io.triade.contracts.sessions.SessionPage;
import io.triade.contracts.sessions.Turn;
import io.triade.contracts.sessions.TurnPage;
import java.util.List;

/// Notes what an answer shows, and that it does not hold while something in it still goes on.
record Shown(CachePolicy policy) {
    static Shown in(DataFetchingEnvironment field) {
        return new Shown(CachePolicy.of(field.getGraphQlContext()));
    }

    void run(Run run) {
        policy.shows(List.of(ChangeNotice.run(run.id())));
        if (run.sessionId() != null) policy.shows(List.of(ChangeNotice.within(run.sessionId())));
        unlessOver(run.state());
    }

    void runs(RunPage page) {
        policy.shows(List.of(ChangeNotice.RUNS));
        page.items().forEach(run -> unlessOver(run.state()));
    }

    void session(Session session) {
        policy.shows(List.of(ChangeNotice.session(session.id())));
    }

    void sessions(SessionPage page) {
        policy.shows(List.of(ChangeNotice.SESSIONS));
    }

    void turn(Turn turn) {
        policy.shows(List.of(ChangeNotice.run(turn.id()), ChangeNotice.within(turn.sessionId())));
        unlessOver(turn.state());
    }

    void turns(String sessionId, TurnPage page) {
        policy.shows(List.of(ChangeNotice.session(sessionId), ChangeNotice.within(sessionId)));
        page.items().forEach(turn -> unlessOver(turn.state()));
    }

    private void unlessOver(RunState state) {
        switch (state) {
            case QUEUED, RUNNING, WAITING -> policy.restrict(0);
            case SUCCEEDED, FAILED, CANCELLED -> {}
        }
    }
}
