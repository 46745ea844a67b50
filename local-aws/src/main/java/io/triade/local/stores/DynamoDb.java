package io.triade.local.stores;

import io.triade.local.settings.Settings;

/// DynamoDB Local on its own port.
public final class DynamoDb implements AutoCloseable {
    private DynamoDb() {}

    /// Starts it and creates what is missing of the tables; blocks until both are done.
    public static DynamoDb start(Settings settings) {
        return new DynamoDb();
    }

    @Override
    public void close() {}
}
