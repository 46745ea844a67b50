package dev;

public final class Tests {
    public Tests(Settings settings, Options options) {}

    public int run() {
        return 1;
    }
}
