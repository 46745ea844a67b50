package io.triade.local.identity;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Keeps an issuer whose passwords are public off anything that looks like a deployment.
final class DevelopmentOnly {
    private static final List<String> SIGNS = List.of("AWS_EXECUTION_ENV", "KUBERNETES_SERVICE_HOST");

    private DevelopmentOnly() {}

    /// @throws IllegalStateException naming the variable that gave the deployment away
    static void require(Function<String, @Nullable String> environment) {
        if ("1".equals(environment.apply("LOCAL_AWS_FORCE"))) {
            return;
        }
        for (var sign : SIGNS) {
            var value = environment.apply(sign);
            if (value != null && !value.isBlank()) {
                throw new IllegalStateException(
                        ("%s is set: this looks like a deployment, and the sign-in of local-aws is for development only. "
                                        + "If this really is a development machine, set LOCAL_AWS_FORCE=1.")
                                .formatted(sign));
            }
        }
    }
}
