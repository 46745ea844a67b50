package io.triade.local.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PacerTest {
    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void stop() {
        VERTX.close();
    }

    private static final class Numbers implements Pacer.Source {
        private final int last;
        private int next;

        Numbers(int last) {
            this.last = last;
        }

        @Override
        public long delayMillis() {
            return 0;
        }

        @Override
        public boolean next(Flow.Subscriber<? super Piece> reader) {
            if (next == last) {
                reader.onComplete();
                return true;
            }
            reader.onNext(new Piece.Text(Integer.toString(next++)));
            return false;
        }
    }

    private static final class Reader implements Flow.Subscriber<Piece> {
        private final List<Piece> pieces = new ArrayList<>();
        private final CountDownLatch done = new CountDownLatch(1);
        private final long first;
        private final long more;
        private Flow.Subscription subscription;

        Reader(long first, long more) {
            this.first = first;
            this.more = more;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(first);
        }

        @Override
        public void onNext(Piece piece) {
            pieces.add(piece);
            if (more > 0) {
                subscription.request(more);
            }
        }

        @Override
        public void onError(Throwable cause) {
            done.countDown();
        }

        @Override
        public void onComplete() {
            done.countDown();
        }
    }

    @Test
    void doesNotGrowTheStackWhenAskedOneByOne() throws Exception {
        var reader = new Reader(1, 1);

        VERTX.runOnContext(_ -> Pacer.start(VERTX, new Numbers(500_000), reader));

        assertThat(reader.done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(reader.pieces).hasSize(500_000);
    }

    @Test
    void givesNoMoreThanWasAskedFor() throws Exception {
        var reader = new Reader(3, 0);
        var after = new CountDownLatch(1);

        VERTX.runOnContext(_ -> {
            Pacer.start(VERTX, new Numbers(10), reader);
            VERTX.runOnContext(_ -> after.countDown());
        });

        assertThat(after.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(reader.pieces).hasSize(3);
    }
}
