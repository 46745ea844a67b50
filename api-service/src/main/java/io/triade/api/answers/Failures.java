package io.triade.api.answers;

import io.quarkus.arc.All;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.problems.ProblemAnswer;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/// Ends a request that failed outside any resource, in the shape that the callers of its path understand.
@ApplicationScoped
public class Failures {
    private static final Logger LOG = Logger.getLogger(Failures.class);

    private final List<FailureShape> shapes;
    private final ProblemAnswer problems;

    Failures(@All List<FailureShape> shapes, ProblemAnswer problems) {
        this.shapes = shapes;
        this.problems = problems;
    }

    public void send(RoutingContext routing, Throwable failure) {
        ProblemException problem = known(failure);
        if (problem.type() == ProblemType.INTERNAL) LOG.error("unexpected failure", failure);
        else if (problem.type().status() >= 500)
            LOG.warnf("%s: %s", problem.type().slug(), rootOf(problem));
        String path = routing.normalizedPath();
        for (FailureShape shape : shapes) {
            if (shape.covers(path)) {
                shape.send(routing, problem);
                return;
            }
        }
        problems.send(routing, problem);
    }

    /// What a failure behind the edge means to its caller. A tier that refuses our internal token is our fault, not the
    /// caller's: passing its 401 on would send them to renew a token that is good.
    public static ProblemException fromTier(Throwable failure) {
        ProblemException problem = known(failure);
        return switch (problem.type().status()) {
            case 401, 405, 406, 415 ->
                new ProblemException(
                        ProblemType.UPSTREAM_FAILED, "A service behind this one refused the edge's call.", problem);
            default -> problem;
        };
    }

    /// No stack trace: what failed is another process, and under load there are many.
    private static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) root = root.getCause();
        return root == failure ? String.valueOf(failure.getMessage()) : failure.getMessage() + " " + root;
    }

    public static ProblemException known(Throwable failure) {
        return failure instanceof ProblemException problem
                ? problem
                : new ProblemException(
                        ProblemType.INTERNAL, "Quote the trace id of this answer when you report it.", failure);
    }
}
