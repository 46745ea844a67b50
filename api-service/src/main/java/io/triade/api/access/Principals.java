package io.triade.api.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.triade.contracts.access.Principal;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Makes a principal out of a verified token's claims.
final class Principals {
    /// No `#`: it separates tenant and subject in the stores' keys.
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}");
    private static final Pattern SUBJECT = Pattern.compile("[^#\\p{Cntrl}]{1,256}");

    private final AccessConfig config;

    Principals(AccessConfig config) {
        this.config = config;
    }

    Principal of(JsonNode claims) {
        String tenant = first(claims, config.tenantClaims()).asText("");
        if (!TENANT.matcher(tenant).matches()) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "The token names no valid tenant; its issuer must put one in the claim %s."
                            .formatted(String.join(" or ", config.tenantClaims())));
        }
        String subject = claims.path("sub").asText("");
        if (subject.isBlank() || !SUBJECT.matcher(subject).matches()) {
            throw new ProblemException(ProblemType.FORBIDDEN, "The token names no valid subject in the claim sub.");
        }
        return new Principal(
                tenant,
                subject,
                words(first(claims, config.rolesClaims())),
                scopes(claims),
                words(first(claims, config.groupsClaims())));
    }

    private Set<String> scopes(JsonNode claims) {
        Set<String> scopes = words(first(claims, config.scopesClaims()));
        if (!config.demandScopes()) scopes.addAll(Scope.words());
        return scopes;
    }

    /// A claim by its whole name, else by a path of names divided by `/`, as Keycloak's `realm_access/roles` needs.
    private static JsonNode first(JsonNode claims, List<String> names) {
        for (String name : names) {
            JsonNode found = claims.path(name);
            if (found.isMissingNode()) found = claims.at("/" + name);
            if (!found.isMissingNode() && !found.isNull()) return found;
        }
        return MissingNode.getInstance();
    }

    private static Set<String> words(JsonNode claim) {
        var words = new LinkedHashSet<String>();
        if (claim.isTextual()) words.addAll(List.of(claim.asText().split(" +", -1)));
        else if (claim.isArray()) claim.forEach(word -> words.add(word.asText()));
        words.removeIf(String::isBlank);
        return words;
    }
}
