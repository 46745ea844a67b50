package io.triade.defaults.streams;

import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.triade.contracts.problems.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.parsetools.RecordParser;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What the server-sent events of one answer are read as, pulled from the socket as they are asked for.
///
/// Written by hand rather than composed of operators, since each operator costs an allocation and a call for every
/// event, and since Vert.x' own idle time-out does not cut an answer that has begun.
final class BlockStream<T> extends AbstractMulti<T> {
    private static final int MAX_EVENT_BYTES = 12_000_000;

    /// How long an answer that nobody reads any more may take to show its end: in its midst, and after its last item.
    private static final long LAST_LOOK_MILLIS = 5;

    private static final long LAST_WAIT_MILLIS = 5_000;

    private final Source source;
    private final RequestOptions target;
    private final Buffer body;
    private final Reading<T> reading;

    /// @param idle silence after which the answer is given up; comments count as life
    /// @param longest after which the answer is given up however lively it is
    /// @param refused what an answer with another status than 200 means
    record Source(
            Vertx vertx,
            HttpClient http,
            Duration idle,
            Duration longest,
            Function<HttpClientResponse, Future<ProblemException>> refused) {}

    /// @param head told what the tier said before its first event
    /// @param parse makes something of a block of lines; null for a comment
    /// @param last tells the item after which nothing comes but the end
    record Reading<T>(Consumer<MultiMap> head, Function<Buffer, @Nullable T> parse, Predicate<T> last) {}

    BlockStream(Source source, RequestOptions target, Buffer body, Reading<T> reading) {
        this.source = source;
        this.target = target;
        this.body = body;
        this.reading = reading;
    }

    @Override
    public void subscribe(MultiSubscriber<? super T> reader) {
        new Pull(reader).start();
    }

    /// One subscription; everything in it runs on the context that subscribed, so nothing needs a lock.
    private final class Pull implements Flow.Subscription {
        private final MultiSubscriber<? super T> reader;
        private @Nullable HttpClientRequest request;
        private @Nullable RecordParser parser;
        private long demand;
        private long timer = -1;
        private long heardNanos = System.nanoTime();
        private final long endsNanos = heardNanos + source.longest.toNanos();
        private boolean done;
        private boolean atLast;
        private boolean ended;

        Pull(MultiSubscriber<? super T> reader) {
            this.reader = reader;
        }

        void start() {
            reader.onSubscribe(this);
            watch(Math.min(source.idle.toNanos(), source.longest.toNanos()));
            source.http
                    .request(target)
                    .compose(opened -> {
                        request = opened;
                        // Its future tells; a reader who leaves early would otherwise be an ERROR line.
                        opened.exceptionHandler(_ -> {});
                        if (!done) return body.length() == 0 ? opened.send() : opened.send(body);
                        opened.reset();
                        return Future.failedFuture("nobody reads any more");
                    })
                    .onSuccess(this::answered)
                    .onFailure(this::fail);
        }

        private void answered(HttpClientResponse response) {
            if (done) return;
            heardNanos = System.nanoTime();
            // Until the parser takes it over: a response that is given up before would complain of its reset.
            response.exceptionHandler(_ -> {});
            if (response.statusCode() != 200) {
                source.refused
                        .apply(response)
                        .onSuccess(problem -> {
                            ended = true;
                            fail(problem);
                        })
                        .onFailure(this::fail);
                return;
            }
            String type = response.getHeader("content-type");
            if (type == null || !type.startsWith("text/event-stream")) {
                fail(new IllegalArgumentException("events were asked for and " + type + " came"));
                return;
            }
            reading.head.accept(response.headers());
            if (done) return;
            var records = RecordParser.newDelimited("\n\n", response);
            records.maxRecordSize(MAX_EVENT_BYTES);
            records.pause();
            records.exceptionHandler(this::fail);
            records.endHandler(_ -> complete());
            records.handler(this::block);
            parser = records;
            if (demand > 0) records.fetch(demand);
        }

        private void block(Buffer block) {
            if (done) return;
            heardNanos = System.nanoTime();
            T item;
            try {
                item = reading.parse.apply(block);
            } catch (IllegalArgumentException unreadable) {
                fail(unreadable);
                return;
            }
            if (item == null) {
                RecordParser from = parser;
                if (from != null) from.fetch(1);
                return;
            }
            if (demand != Long.MAX_VALUE) demand--;
            atLast = reading.last.test(item);
            reader.onItem(item);
        }

        @Override
        public void request(long count) {
            if (done || count <= 0) return;
            // Time that the reader took is not the source's silence.
            if (demand == 0) heardNanos = System.nanoTime();
            demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
            RecordParser from = parser;
            if (from != null) from.fetch(count);
        }

        /// One timer per idle period, not per event: when it fires it is set again for what is left.
        private void watch(long nanos) {
            timer = source.vertx.setTimer(Math.max(1, nanos / 1_000_000 + 1), _ -> {
                long now = System.nanoTime();
                long silent = demand == 0 ? 0 : now - heardNanos;
                long idle = source.idle.toNanos();
                if (now >= endsNanos) fail(new TimeoutException("the time of the call is over"));
                else if (silent < idle) watch(Math.min(idle - silent, endsNanos - now));
                else fail(new TimeoutException("silent for " + source.idle.toSeconds() + " s"));
            });
        }

        private void complete() {
            if (finish()) reader.onCompletion();
        }

        private void fail(Throwable failure) {
            if (!finish()) return;
            leave();
            reader.onFailure(failure instanceof ProblemException ? failure : TierClient.unreachable(failure));
        }

        @Override
        public void cancel() {
            if (finish()) leave();
        }

        private boolean finish() {
            if (done) return false;
            done = true;
            source.vertx.cancelTimer(timer);
            return true;
        }

        /// Vert.x cuts the connection of a request that is reset although its answer has ended, and another request may
        /// have it by then. So what has arrived is read to see whether the end is there, and comes to nobody.
        private void leave() {
            if (ended) return;
            RecordParser from = parser;
            if (from == null) {
                reset();
                return;
            }
            from.exceptionHandler(_ -> {});
            from.endHandler(_ -> ended = true);
            from.handler(_ -> {});
            from.resume();
            source.vertx.setTimer(atLast ? LAST_WAIT_MILLIS : LAST_LOOK_MILLIS, _ -> {
                if (!ended) reset();
            });
        }

        private void reset() {
            HttpClientRequest open = request;
            if (open != null) open.reset();
        }
    }
}
