package io.triade.defaults.stopping;

/// Fired once, when this process was told to stop and is about to close what is still open: time for last words. It
/// comes on an event loop.
public record StoppingSoon() {}
