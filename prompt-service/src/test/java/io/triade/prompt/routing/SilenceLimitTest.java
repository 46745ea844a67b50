package io.triade.prompt.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.prompt.routing.SilenceLimit.Limits;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SilenceLimitTest {
    private static final Limits LIMITS =
            new Limits(Duration.ofMillis(150), Duration.ofMillis(80), Duration.ofMillis(700));

    private final Vertx vertx = Vertx.vertx();
    private final UnicastProcessor<String> model = UnicastProcessor.create();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final Multi<String> limited =
            SilenceLimit.of(model.onCancellation().invoke(() -> cancelled.set(true)), LIMITS, vertx);

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void cutsOffAModelThatNeverBegins() {
        var reader = limited.subscribe().withSubscriber(AssertSubscriber.create(10));

        assertThat(failure(reader).type()).isEqualTo(ProblemType.MODEL_TIMEOUT);
        assertThat(failure(reader)).hasMessageContaining("said nothing for 0.2 seconds");
        assertThat(cancelled).isTrue();
    }

    @Test
    void cutsOffAModelThatStopsInTheMiddle() {
        var reader = limited.subscribe().withSubscriber(AssertSubscriber.create(10));
        model.onNext("a");

        assertThat(failure(reader)).hasMessageContaining("in the middle");
        assertThat(reader.getItems()).containsExactly("a");
        assertThat(cancelled).isTrue();
    }

    @Test
    void waitsAsLongAsTheReaderDoesNotAsk() {
        var reader = limited.subscribe().withSubscriber(AssertSubscriber.create(1));
        model.onNext("a");
        reader.awaitItems(1);

        // When: the reader is slow, for longer than the model may be
        vertx.setTimer(300, _ -> {
            model.onNext("b");
            model.onComplete();
            reader.request(10);
        });

        // Then
        reader.awaitCompletion(Duration.ofSeconds(5)).assertItems("a", "b");
    }

    @Test
    void endsAtTheDeadlineHoweverBusyTheModelIs() {
        long ticker = vertx.setPeriodic(20, _ -> model.onNext("tick"));

        var reader = limited.subscribe().withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));

        assertThat(failure(reader).type()).isEqualTo(ProblemType.DEADLINE_EXCEEDED);
        assertThat(reader.getItems()).hasSizeGreaterThan(10);
        vertx.cancelTimer(ticker);
    }

    @Test
    void passesOnTheEndAndTheCancel() {
        var reader = limited.subscribe().withSubscriber(AssertSubscriber.create(10));
        model.onNext("a");
        model.onComplete();
        reader.awaitCompletion().assertItems("a");

        UnicastProcessor<String> other = UnicastProcessor.create();
        var left = SilenceLimit.of(other.onCancellation().invoke(() -> cancelled.set(true)), LIMITS, vertx)
                .subscribe()
                .withSubscriber(AssertSubscriber.create(10));
        left.cancel();
        assertThat(cancelled).isTrue();
    }

    private static ProblemException failure(AssertSubscriber<String> reader) {
        return (ProblemException) reader.awaitFailure(Duration.ofSeconds(5)).getFailure();
    }
}
