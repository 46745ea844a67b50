package io.triade.local.bedrock;

import io.triade.local.faults.FaultType;
import io.triade.local.faults.ModelFault;
import io.triade.local.models.Models;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// Finds the model that a path names: by its id, an ARN that ends in it, or the id of a cross-region profile.
final class ModelIds {
    private static final int MAX_LENGTH = 2_048;
    private static final Pattern WELL_FORMED = Pattern.compile("[a-zA-Z0-9_.:/-]+");
    private static final Pattern ARN =
            Pattern.compile("arn:aws(?:-[^:]+)?:bedrock:[a-z0-9-]{0,20}:[0-9]*:[a-z-]+/(.+)");
    private static final Pattern REGION_GROUP = Pattern.compile("(?:us|us-gov|eu|apac|au|ca|jp|sa|global)\\.(.+)");
    private static final Pattern VERSION = Pattern.compile(":[0-9]+$");

    private ModelIds() {}

    static String resolve(String encoded, Models models) {
        var given = decode(encoded);
        if (models.has(given)) {
            return given;
        }
        if (given.isEmpty()
                || given.length() > MAX_LENGTH
                || !WELL_FORMED.matcher(given).matches()) {
            throw ModelFault.validation("The provided model identifier is invalid.");
        }
        var arn = ARN.matcher(given);
        if (!arn.matches() && (given.startsWith("arn:") || given.contains("/"))) {
            throw ModelFault.validation("The provided model identifier is invalid.");
        }
        var name = arn.matches() ? arn.group(1) : given;
        var group = REGION_GROUP.matcher(name);
        name = group.matches() ? group.group(1) : name;
        name = models.has(name) ? name : VERSION.matcher(name).replaceFirst("");
        if (!models.has(name)) {
            throw new ModelFault(
                    FaultType.RESOURCE_NOT_FOUND,
                    "Could not resolve the foundation model from the provided model identifier: %s. Known here: %s."
                            .formatted(given, String.join(", ", models.modelIds())));
        }
        return name;
    }

    private static String decode(String encoded) {
        try {
            return encoded.indexOf('%') < 0
                    ? encoded
                    : URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw ModelFault.validation("The provided model identifier is invalid.");
        }
    }
}
