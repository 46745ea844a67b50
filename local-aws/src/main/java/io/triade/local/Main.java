package io.triade.local;

import io.triade.local.settings.Settings;

/// Starts the process and stops it in order.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        try {
            var process = LocalAws.start(Settings.read());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                process.close();
                // The native threads of llama.cpp would keep the JVM alive.
                Runtime.getRuntime().halt(0);
            }));
            System.out.println("local-aws ready on http://localhost:" + process.port());
        } catch (RuntimeException e) {
            System.err.println("local-aws cannot start: " + e.getMessage());
            Runtime.getRuntime().halt(1);
        }
    }
}
