package io.triade.api.sockets;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/// When a socket is pinged, warned and closed. Knows the time alone; what is then done is its owner's.
public final class Lifetime {
    /// What a socket does when its time comes.
    public interface Owner {
        void ping();

        void announce(Farewell coming, long inSeconds);

        void leave(Farewell now);

        /// When the client was last heard of.
        long heardNanos();
    }

    private static final long NANOS_A_SECOND = 1_000_000_000L;
    /// Nothing is further away than this, so that sums of nanoseconds do not overflow.
    private static final Duration FAR = Duration.ofDays(365);

    private final Owner owner;
    private final LongSupplier nanos;
    private final long pingNanos;
    private final long idleNanos;
    private final Limit authentication;
    private final Limit token;
    private final Limit idle;
    private final List<Limit> limits;
    private long pingAt;

    /// One reason to close, its time and whether the client was told that it comes.
    private static final class Limit {
        private final Farewell farewell;
        private final long noticeNanos;
        private long at;
        private boolean announced;

        Limit(Farewell farewell, Duration notice, long at) {
            this.farewell = farewell;
            this.noticeNanos = notice.toNanos();
            this.at = at;
        }
    }

    public Lifetime(SocketConfig config, Owner owner, LongSupplier nanos) {
        this.owner = owner;
        this.nanos = nanos;
        long now = nanos.getAsLong();
        long far = now + FAR.toNanos();
        this.pingNanos = config.ping().toNanos();
        this.pingAt = now + pingNanos;
        this.idleNanos = config.idle().toNanos();
        this.authentication = new Limit(
                Farewell.AUTHENTICATE_FIRST,
                Duration.ZERO,
                now + config.authenticateWithin().toNanos());
        this.token = new Limit(Farewell.TOKEN_EXPIRED, config.notice(), far);
        this.idle = new Limit(Farewell.IDLE, config.notice(), far);
        var longest = new Limit(
                Farewell.LONGEST_LIFE, config.notice(), now + config.longest().toNanos());
        this.limits = List.of(authentication, token, idle, longest);
    }

    /// There is a token, good for so long from now; look again, since that may come first.
    public void authenticated(Duration left) {
        long now = nanos.getAsLong();
        authentication.at = now + FAR.toNanos();
        token.at = now + (left.compareTo(FAR) < 0 ? left : FAR).toNanos();
        token.announced = false;
    }

    /// Does what is due and says in how many nanoseconds to look again; never, where the owner was told to leave.
    public long look() {
        long now = nanos.getAsLong();
        idle.at = owner.heardNanos() + idleNanos;
        if (pingAt - now <= 0) {
            owner.ping();
            pingAt = now + pingNanos;
        }
        long next = pingAt - now;
        for (Limit limit : limits) {
            long left = limit.at - now;
            if (left <= 0) {
                owner.leave(limit.farewell);
                return Long.MAX_VALUE;
            }
            next = Math.min(next, left > limit.noticeNanos ? untilNotice(limit, left) : noticed(limit, left));
        }
        return next;
    }

    private static long untilNotice(Limit limit, long left) {
        limit.announced = false;
        return left - limit.noticeNanos;
    }

    private long noticed(Limit limit, long left) {
        if (!limit.announced) {
            limit.announced = true;
            owner.announce(limit.farewell, (left + NANOS_A_SECOND - 1) / NANOS_A_SECOND);
        }
        return left;
    }
}
