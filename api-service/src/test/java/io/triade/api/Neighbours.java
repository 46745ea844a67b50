package io.triade.api;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// What stands around the edge in its tests: two trusted issuers, one stranger, and a tier that does as it is told.
public final class Neighbours implements QuarkusTestResourceLifecycleManager {
    public static final String SECRET = "only-for-tests-only-for-tests-only";

    private FakeTier tier;
    private FakeIssuer issuer;
    private Issuers issuers;

    /// @param second trusted too, its claims have other names
    /// @param stranger not trusted
    public record Issuers(FakeIssuer second, FakeIssuer stranger) {}

    @Override
    public Map<String, String> start() {
        try {
            tier = new FakeTier();
            issuer = new FakeIssuer();
            issuers = new Issuers(new FakeIssuer(), new FakeIssuer());
            var config = new HashMap<String, String>();
            config.put("quarkus.http.test-port", "0");
            config.put("triade.internal-token.secret", SECRET);
            config.put("api.tiers.orchestration", tier.url());
            config.put("api.tiers.prompt", tier.url());
            config.put("api.access.tenant-claims", "tenant,custom:tenant");
            config.put("api.access.roles-claims", "roles,realm_access/roles");
            config.put("api.access.demand-scopes", "true");
            config.put("api.graphql.cache.settle", "PT0.2S");
            config.put("api.answers.longest-silence", "PT0.2S");
            config.put("api.answers.longest-body", "PT4S");
            config.put("api.lex.question-slot", "Question");
            config.put("api.lex.poll-button", "Is it ready?");
            config.put("quarkus.http.cors.origins", "http://localhost:3000");
            config.putAll(issuer.trustedAs("first"));
            config.putAll(issuers.second.trustedAs("second"));
            return config;
        } catch (IOException broken) {
            throw new IllegalStateException("the neighbours could not be started", broken);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(tier, new TestInjector.MatchesType(FakeTier.class));
        injector.injectIntoFields(issuer, new TestInjector.MatchesType(FakeIssuer.class));
        injector.injectIntoFields(issuers, new TestInjector.MatchesType(Issuers.class));
    }

    @Override
    public void stop() {
        if (tier != null) tier.close();
        if (issuer != null) issuer.close();
        if (issuers != null) {
            issuers.second.close();
            issuers.stranger.close();
        }
    }
}
