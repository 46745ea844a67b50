package dev;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// The few plain calls we make to our own processes.
final class Http {
    private Http() {}

    static boolean answers(String url) {
        try {
            return open(url).getResponseCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    static String get(String url) throws IOException {
        return text(open(url));
    }

    static String post(String url, String json) throws IOException {
        var connection = open(url);
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        connection.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
        return text(connection);
    }

    private static String text(HttpURLConnection connection) throws IOException {
        try (var body = connection.getInputStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static HttpURLConnection open(String url) throws IOException {
        var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setConnectTimeout(2_000);
        connection.setReadTimeout(5_000);
        return connection;
    }
}
