package io.triade.local.weights;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Fetches one file of a hub repository by HTTP.
final class HubDownload {
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final int BUFFER_BYTES = 1 << 16;

    private final Optional<String> endpoint;

    HubDownload(Optional<String> endpoint) {
        this.endpoint = endpoint;
    }

    boolean configured() {
        return endpoint.isPresent();
    }

    /// Writes to the target; whether it is the right file is for the caller to check.
    void fetch(Source.Hub source, long size, Path target, Progress progress)
            throws IOException, Refused, InterruptedException {
        var base = endpoint.orElseThrow(() -> new IllegalStateException("HF_ENDPOINT is not set"));
        var connection = connect(URI.create("%s/%s/resolve/%s/%s"
                .formatted(base.replaceAll("/+$", ""), source.repository(), source.revision(), source.path())));
        try (var in = connection.getInputStream();
                var out = Files.newOutputStream(target)) {
            var buffer = new byte[BUFFER_BYTES];
            long written = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                written += read;
                if (written > size) {
                    throw new Refused("it is larger than %d bytes".formatted(size));
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                out.write(buffer, 0, read);
                progress.at(written);
            }
        } finally {
            connection.disconnect();
        }
    }

    private static HttpURLConnection connect(URI address) throws IOException, Refused {
        // Not java.net.http: it has no limit on silence in the middle of a body.
        if (!(address.toURL().openConnection() instanceof HttpURLConnection connection)) {
            throw new Refused("HF_ENDPOINT must begin with http:// or https://");
        }
        connection.setConnectTimeout((int) SILENCE.toMillis());
        connection.setReadTimeout((int) SILENCE.toMillis());
        if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
            throw new Refused("the hub answered " + connection.getResponseCode());
        }
        return connection;
    }
}
