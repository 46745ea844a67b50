package io.triade.api.sockets;

import java.util.function.LongSupplier;

/// A token bucket: so many at once, so many a second.
final class FrameRate {
    private static final double NANOS = 1e9;

    private final double perNano;
    private final double burst;
    private final LongSupplier nanos;
    private double left;
    private long lastNanos;

    FrameRate(int perSecond, int burst, LongSupplier nanos) {
        if (perSecond < 1 || burst < 1) {
            throw new IllegalArgumentException(
                    "a rate needs at least 1 a second and 1 at once, was %d and %d".formatted(perSecond, burst));
        }
        this.perNano = perSecond / NANOS;
        this.burst = burst;
        this.nanos = nanos;
        this.left = burst;
        this.lastNanos = nanos.getAsLong();
    }

    boolean admits() {
        long now = nanos.getAsLong();
        left = Math.min(burst, left + (now - lastNanos) * perNano);
        lastNanos = now;
        if (left < 1) return false;
        left--;
        return true;
    }
}
