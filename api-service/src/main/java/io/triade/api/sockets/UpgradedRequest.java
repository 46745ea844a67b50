package io.triade.api.sockets;

import io.quarkus.vertx.http.runtime.filters.QuarkusRequestWrapper;
import io.vertx.core.http.HttpServerRequest;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// Ends the request that became a socket, once the socket has ended.
///
/// Quarkus' graceful stop waits for every request whose response has not ended, and that of an upgrade never does: a
/// process that once had a socket would always wait for all of `quarkus.shutdown.timeout` and say that it timed out.
/// What would tell it is not public.
public final class UpgradedRequest {
    private static final MethodHandle DONE = done();

    private UpgradedRequest() {}

    public static void over(HttpServerRequest request) {
        try {
            DONE.invokeExact(QuarkusRequestWrapper.get(request));
        } catch (Throwable broken) {
            throw new IllegalStateException("Quarkus counts its requests in another way now", broken);
        }
    }

    private static MethodHandle done() {
        try {
            return MethodHandles.privateLookupIn(QuarkusRequestWrapper.class, MethodHandles.lookup())
                    .findVirtual(QuarkusRequestWrapper.class, "done", MethodType.methodType(void.class));
        } catch (ReflectiveOperationException changed) {
            throw new IllegalStateException("Quarkus counts its requests in another way now", changed);
        }
    }
}
