package io.triade.api.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifetimeTest {
    private static final SocketConfig CONFIG =
            new SmallRyeConfigBuilder().withMapping(SocketConfig.class).build().getConfigMapping(SocketConfig.class);

    /// A socket that writes down what it is told, at the second at which it is.
    private static final class Told implements Lifetime.Owner {
        private final List<String> log = new ArrayList<>();
        private long nowNanos = Long.MAX_VALUE - Duration.ofHours(1).toNanos();
        private final long startNanos = nowNanos;
        private long heardNanos = nowNanos;
        private boolean left;

        @Override
        public void ping() {
            heardNanos = nowNanos;
        }

        @Override
        public void announce(Farewell coming, long inSeconds) {
            log.add(second() + " " + coming.reason() + " in " + inSeconds);
        }

        @Override
        public void leave(Farewell now) {
            left = true;
            log.add(second() + " " + now.code() + " " + now.reason());
        }

        @Override
        public long heardNanos() {
            return heardNanos;
        }

        private long second() {
            return Duration.ofNanos(nowNanos - startNanos).toSeconds();
        }

        /// Looks whenever it is time to, for so long.
        void live(Lifetime lifetime, Duration howLong) {
            long until = nowNanos + howLong.toNanos();
            while (!left) {
                long next = lifetime.look();
                if (left || until - (nowNanos + next) < 0) break;
                nowNanos += next;
            }
            nowNanos = left ? nowNanos : until;
        }
    }

    /// One that hears nothing, not even a pong.
    private static final class Deaf implements Lifetime.Owner {
        private final Told told;

        Deaf(Told told) {
            this.told = told;
        }

        @Override
        public void ping() {}

        @Override
        public void announce(Farewell coming, long inSeconds) {
            told.announce(coming, inSeconds);
        }

        @Override
        public void leave(Farewell now) {
            told.leave(now);
        }

        @Override
        public long heardNanos() {
            return told.heardNanos();
        }
    }

    private final Told told = new Told();

    private Lifetime lifetime(Lifetime.Owner owner) {
        return new Lifetime(CONFIG, owner, () -> told.nowNanos);
    }

    @Test
    void closesASocketThatDoesNotAuthenticateWithoutAWord() {
        told.live(lifetime(told), Duration.ofMinutes(1));

        assertThat(told.log).containsExactly("10 4401 authenticate first");
    }

    @Test
    void announcesTheEndOfATokenAndThenCloses() {
        // Given
        var lifetime = lifetime(told);
        lifetime.authenticated(Duration.ofMinutes(5));

        // When
        told.live(lifetime, Duration.ofHours(1));

        // Then
        assertThat(told.log).containsExactly("270 token-expired in 30", "300 4401 token-expired");
    }

    @Test
    void goesOnWithANewToken() {
        // Given
        var lifetime = lifetime(told);
        lifetime.authenticated(Duration.ofMinutes(5));
        told.live(lifetime, Duration.ofSeconds(280));

        // When
        lifetime.authenticated(Duration.ofMinutes(5));
        told.live(lifetime, Duration.ofHours(1));

        // Then
        assertThat(told.log)
                .containsExactly("270 token-expired in 30", "550 token-expired in 30", "580 4401 token-expired");
    }

    @Test
    void closesALongLifeOnlyAfterAnnouncingIt() {
        // Given
        var lifetime = lifetime(told);
        lifetime.authenticated(Duration.ofDays(400_000));

        // When
        told.live(lifetime, Duration.ofHours(3));

        // Then
        assertThat(told.log).containsExactly("7170 longest-life in 30", "7200 1001 longest-life");
    }

    @Test
    void closesWhoeverIsNotHeardOf() {
        // Given
        var lifetime = lifetime(new Deaf(told));
        lifetime.authenticated(Duration.ofDays(1));

        // When
        told.live(lifetime, Duration.ofHours(1));

        // Then
        assertThat(told.log).containsExactly("570 idle in 30", "600 1001 idle");
    }

    @Test
    void forgetsAnAnnouncementOnceTheClientIsHeardOfAgain() {
        // Given
        var lifetime = lifetime(new Deaf(told));
        lifetime.authenticated(Duration.ofDays(1));
        told.live(lifetime, Duration.ofSeconds(580));

        // When
        told.heardNanos = told.nowNanos;
        told.live(lifetime, Duration.ofSeconds(1_000));

        // Then
        assertThat(told.log).containsExactly("570 idle in 30", "1150 idle in 30", "1180 1001 idle");
    }
}
