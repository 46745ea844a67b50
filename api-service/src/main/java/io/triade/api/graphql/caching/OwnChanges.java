package io.triade.api.graphql.caching;

import io.triade.contracts.changes.ChangeNotice;
import io.triade.defaults.calls.Call;
import io.triade.defaults.streams.CallWatch;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Whoever changed something through this process sees it in the next answer: what they are told of it comes after the
/// cache was.
@ApplicationScoped
class OwnChanges implements CallWatch {
    private static final Pattern RUN = Pattern.compile("/v1/runs(?:/([^/?]+))?(?:[/?].*)?");
    private static final Pattern TURNS = Pattern.compile("/v1/sessions/([^/?]+)/turns(?:[/?].*)?");
    private static final Pattern SESSION = Pattern.compile("/v1/sessions(?:/([^/?]+))?(?:[/?].*)?");

    private final AnswerCache cache;

    OwnChanges(AnswerCache cache) {
        this.cache = cache;
    }

    @Override
    public void answered(Call call, RequestOptions target) {
        if (target.getMethod().equals(HttpMethod.GET)) return;
        cache.changed(call.principal().ownerKey(), things(target.getURI()));
    }

    static List<String> things(String path) {
        Matcher run = RUN.matcher(path);
        if (run.matches()) return ofRun(run.group(1));
        Matcher turns = TURNS.matcher(path);
        if (turns.matches()) {
            return List.of(ChangeNotice.session(turns.group(1)), ChangeNotice.SESSIONS, ChangeNotice.RUNS);
        }
        Matcher session = SESSION.matcher(path);
        return session.matches() ? ofSession(session.group(1)) : List.of();
    }

    private static List<String> ofRun(@Nullable String id) {
        return id == null
                ? List.of(ChangeNotice.RUNS)
                : ChangeNotice.ofRun("", id, null).things();
    }

    private static List<String> ofSession(@Nullable String id) {
        return id == null
                ? List.of(ChangeNotice.SESSIONS)
                : ChangeNotice.ofSessionGone("", id).things();
    }
}
