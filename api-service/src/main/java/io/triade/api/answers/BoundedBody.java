package io.triade.api.answers;

import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/// Reads a request's body up to a bound, whether its length was announced or not.
public final class BoundedBody {
    /// A body that trickles in holds a connection and memory.
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final int maxBytes;
    private final Buffer read = Buffer.buffer();
    private final Promise<Buffer> whole = Promise.promise();

    private BoundedBody(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /// The body; fails with `body-too-large` as soon as that is known.
    public static Future<Buffer> of(HttpServerRequest request, int maxBytes) {
        return of(request, maxBytes, LONGEST);
    }

    static Future<Buffer> of(HttpServerRequest request, int maxBytes, Duration longest) {
        if (announced(request) > maxBytes) return Future.failedFuture(tooLarge(maxBytes));
        var body = new BoundedBody(maxBytes);
        request.exceptionHandler(broken -> body.whole.tryFail(
                new ProblemException(ProblemType.BAD_REQUEST, "The body broke off or cannot be read.", broken)));
        Context context = Vertx.currentContext();
        if (context != null) {
            long timer = context.owner().setTimer(longest.toMillis(), _ -> body.whole.tryFail(late(longest)));
            body.whole.future().onComplete(_ -> context.owner().cancelTimer(timer));
        }
        request.endHandler(_ -> body.whole.tryComplete(body.read));
        request.handler(body::take);
        return body.whole.future();
    }

    /// @throws ProblemException when the length is no number; HTTP/2 lets it through
    static long announced(HttpServerRequest request) {
        String length = request.getHeader("content-length");
        if (length == null) return 0;
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException _) {
            throw new ProblemException(ProblemType.BAD_REQUEST, "Content-Length must be a whole number.");
        }
    }

    static ProblemException late(Duration longest) {
        return new ProblemException(
                ProblemType.BAD_REQUEST, "The body did not arrive within %d s.".formatted(longest.toSeconds()));
    }

    static ProblemException tooLarge(long maxBytes) {
        return new ProblemException(
                ProblemType.BODY_TOO_LARGE, "The body is longer than the %d bytes accepted here.".formatted(maxBytes));
    }

    private void take(Buffer part) {
        if (whole.future().isComplete()) return;
        if (read.length() + part.length() > maxBytes) whole.tryFail(tooLarge(maxBytes));
        else read.appendBuffer(part);
    }
}
