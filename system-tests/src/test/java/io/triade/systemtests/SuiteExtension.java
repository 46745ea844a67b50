package io.triade.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests the suite that they ask for by its type. One runs at a time, to spare the machine: it is started for the
/// first test that wants it, and stopped when one wants another or after the last.
public final class SuiteExtension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return Suite.class.isAssignableFrom(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.GLOBAL)
                .computeIfAbsent(Running.class, _ -> new Running(), Running.class)
                .suite(parameter.getParameter().getType());
    }

    private static final class Running implements AutoCloseable {
        private @Nullable Suite suite;

        synchronized Suite suite(Class<?> wanted) {
            Suite running = suite;
            if (running != null && running.getClass() == wanted) return running;
            try {
                close();
                var next = (Suite) wanted.getDeclaredConstructor().newInstance();
                suite = next;
                next.start();
                return next;
            } catch (ReflectiveOperationException unmakeable) {
                throw new IllegalStateException(unmakeable);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(stopped);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        @Override
        public synchronized void close() throws IOException {
            Suite running = suite;
            suite = null;
            if (running != null) running.close();
        }
    }
}
