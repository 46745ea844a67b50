package io.triade.local;

import io.triade.local.settings.Settings;

/// Starts the process and stops it in order.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        try {
            var process = LocalAws.start(Settings.read());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process)));
            System.out.println("local-aws ready on http://localhost:" + process.port());
        } catch (RuntimeException e) {
            giveUp(String.valueOf(e.getMessage()));
        } catch (LinkageError e) {
            giveUp("a library does not fit this machine: " + e);
        }
    }

    private static void stop(LocalAws process) {
        try {
            process.close();
        } finally {
            // The native threads of llama.cpp would keep the JVM alive.
            Runtime.getRuntime().halt(0);
        }
    }

    private static void giveUp(String reason) {
        System.err.println("local-aws cannot start: " + reason);
        // What was started before keeps threads that nobody will stop.
        Runtime.getRuntime().halt(1);
    }
}
