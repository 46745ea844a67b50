package io.triade.local.stores;

import io.triade.local.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/// DynamoDB Local on its own port.
public final class DynamoDb implements AutoCloseable {
    private final DynamoDBProxyServer server;
    private final int port;

    private DynamoDb(DynamoDBProxyServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /// Starts it and creates what is missing of the tables; blocks until both are done.
    ///
    /// @throws IllegalStateException or IllegalArgumentException saying what is in the way: a taken port, a
    ///     folder that cannot be written, a bad definition
    public static DynamoDb start(Settings settings) {
        var tables = settings.tables().map(Template::read).map(Template::tables).orElse(List.of());
        int port = freePort(settings.dynamoDbPort());
        SqliteLibrary.load();
        var dynamoDb = new DynamoDb(launch(arguments(settings, port)), port);
        try (var client = dynamoDb.client()) {
            new Tables(client).createMissing(tables);
        } catch (RuntimeException e) {
            dynamoDb.close();
            throw e;
        }
        return dynamoDb;
    }

    /// The port, which matters if 0 was asked for.
    public int port() {
        return port;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) { // The library declares it so.
            System.err.println("DynamoDB Local did not stop in order: " + e.getMessage());
        }
    }

    DynamoDbClient client() {
        return DynamoDbClient.builder()
                .endpointOverride(URI.create("http://localhost:" + port))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    private static DynamoDBProxyServer launch(List<String> arguments) {
        try {
            var server = ServerRunner.createServerFromCommandLineArgs(arguments.toArray(String[]::new));
            server.start();
            return server;
        } catch (Exception e) { // The library declares it so.
            throw new IllegalStateException("DynamoDB Local does not start: " + e.getMessage(), e);
        }
    }

    private static List<String> arguments(Settings settings, int port) {
        // It would report home, and without a network it would not start.
        var arguments = new ArrayList<>(List.of("-port", Integer.toString(port), "-sharedDb", "-disableTelemetry"));
        settings.dataFolder()
                .ifPresentOrElse(
                        data -> arguments.addAll(List.of("-dbPath", folder(data).toString())),
                        () -> arguments.add("-inMemory"));
        return arguments;
    }

    private static Path folder(Path data) {
        var folder = data.resolve("dynamodb").toAbsolutePath();
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IllegalStateException("LOCAL_AWS_DATA: cannot create the folder " + folder, e);
        }
    }

    /// The library reports a taken port only in its log, so we ask first.
    private static int freePort(int wanted) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(wanted));
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "port %d is taken; set LOCAL_AWS_DYNAMODB_PORT to another one".formatted(wanted),
                    new UncheckedIOException(e));
        }
    }
}
