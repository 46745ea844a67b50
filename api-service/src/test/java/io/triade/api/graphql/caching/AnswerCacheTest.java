package io.triade.api.graphql.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.triade.api.graphql.hints.CachePolicy;
import io.triade.contracts.access.Principal;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who is given which answer, and until when. Time stands still here unless it is told to go on.
class AnswerCacheTest {
    private static final Principal ANA = principal("acme", "ana", "admin", "read", "g1");
    private static final Question.Words RUNS =
            new Question.Words("query A { a } query B { b }", "A", Map.of("n", 1, "o", Map.of("x", "y", "a", 2)));

    private record Config(int bytes, int answers, int answerBytes) implements CacheConfig {
        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public Duration longest() {
            return Duration.ofMinutes(5);
        }

        @Override
        public Duration settle() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration silence() {
            return Duration.ofSeconds(3);
        }
    }

    private long now = Duration.ofHours(1).toNanos();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AnswerCache cache = cache(new Config(1_000_000, 100, 10_000));

    private AnswerCache cache(Config config) {
        var made = new AnswerCache(config, new CacheMeters(meters), new ObjectMapper(), () -> now);
        made.heard();
        return made;
    }

    private static Principal principal(String tenant, String subject, String role, String scope, String group) {
        return new Principal(tenant, subject, Set.of(role), Set.of(scope), Set.of(group));
    }

    private static CachePolicy policy(int maxAge, boolean shared, String... things) {
        var policy = new CachePolicy();
        policy.restrict(maxAge);
        if (!shared) policy.restrictToCaller();
        policy.shows(List.of(things));
        return policy;
    }

    private boolean keep(Principal principal, Question.Words words, CachePolicy policy) {
        return cache.keep(cache.question(principal, words), policy, Buffer.buffer(principal.subject()));
    }

    private @Nullable String given(Principal principal, Question.Words words) {
        return cache.find(cache.question(principal, words), Long.MAX_VALUE)
                .map(kept -> kept.answer().toString())
                .orElse(null);
    }

    private void after(Duration time) {
        now += time.toNanos();
    }

    static Stream<Principal> others() {
        return Stream.of(
                principal("acme", "bob", "admin", "read", "g1"),
                principal("globex", "ana", "admin", "read", "g1"),
                principal("acme", "ana", "user", "read", "g1"),
                principal("acme", "ana", "admin", "write", "g1"),
                principal("acme", "ana", "admin", "read", "g2"),
                new Principal("acme", "ana", Set.of("admin", "read"), Set.of(), Set.of("g1")),
                new Principal("acme", "ana", Set.of("admin"), Set.of(), Set.of("g1")));
    }

    @ParameterizedTest
    @MethodSource("others")
    void givesAPrivateAnswerToItsCallerAndNobodyElse(Principal other) {
        keep(ANA, RUNS, policy(60, false, "runs"));

        assertThat(given(ANA, RUNS)).isEqualTo("ana");
        assertThat(given(other, RUNS)).isNull();
    }

    @Test
    void givesASharedOneToTheTenantWhereRolesScopesAndGroupsAreTheSame() {
        keep(ANA, RUNS, policy(60, true));

        assertThat(others().filter(other -> given(other, RUNS) != null))
                .containsExactly(principal("acme", "bob", "admin", "read", "g1"));
    }

    static Stream<Question.Words> otherWords() {
        return Stream.of(
                new Question.Words(RUNS.query() + " ", "A", RUNS.variables()),
                new Question.Words(RUNS.query(), "B", RUNS.variables()),
                new Question.Words(RUNS.query(), null, RUNS.variables()),
                new Question.Words(RUNS.query(), "A", Map.of()),
                new Question.Words(RUNS.query(), "A", Map.of("n", "1", "o", Map.of("x", "y", "a", 2))),
                new Question.Words(RUNS.query(), "A", Map.of("n", 1, "o", Map.of("x", "y", "a", 3))));
    }

    @ParameterizedTest
    @MethodSource("otherWords")
    void givesItToTheSameQuestionOnly(Question.Words others) {
        keep(ANA, RUNS, policy(60, false));

        assertThat(given(ANA, others)).isNull();
        var sameInAnotherOrder = new Question.Words(
                RUNS.query(), "A", new java.util.TreeMap<>(Map.of("o", Map.of("a", 2, "x", "y"), "n", 1)));
        assertThat(given(ANA, sameInAnotherOrder)).isEqualTo("ana");
    }

    @Test
    void givesItUntilItIsAsOldAsItMayBe() {
        keep(ANA, RUNS, policy(10, false));
        after(Duration.ofMillis(9_900));
        Question question = cache.question(ANA, RUNS);

        assertThat(cache.find(question, Long.MAX_VALUE).orElseThrow().age(question.askedNanos()))
                .isEqualTo(9);
        assertThat(cache.find(question, 8)).isEmpty();
        assertThat(given(ANA, RUNS)).isEqualTo("ana");
        after(Duration.ofMillis(200));
        assertThat(given(ANA, RUNS)).isNull();
    }

    @Test
    void keepsNothingThatMayNotBeKept() {
        assertThat(keep(ANA, RUNS, policy(0, false))).isFalse();
        assertThat(keep(ANA, RUNS, new CachePolicy())).isFalse();
        assertThat(cache.keep(cache.question(ANA, RUNS), policy(60, true), Buffer.buffer(new byte[10_001])))
                .isFalse();
        assertThat(given(ANA, RUNS)).isNull();
        assertThat(cache.age(policy(100_000, false))).isEqualTo(300);
    }

    @Test
    void givesItNoMoreOnceSomethingThatItShowsChanged() {
        keep(ANA, RUNS, policy(60, false, "runs", "run:r_1"));
        cache.changed("acme#bob", List.of("runs"));
        cache.changed("acme#ana", List.of("sessions", "run:r_2"));
        assertThat(given(ANA, RUNS)).isEqualTo("ana");

        cache.changed("acme#ana", List.of("run:r_1"));

        assertThat(given(ANA, RUNS)).isNull();
    }

    @Test
    void keepsNoAnswerThatWasUnderWayDuringTheChange() {
        Question asked = cache.question(ANA, RUNS);
        after(Duration.ofSeconds(2));
        cache.changed("acme#ana", List.of("runs"));

        assertThat(cache.keep(asked, policy(60, false, "runs"), Buffer.buffer("old")))
                .isFalse();
    }

    @Test
    void keepsNothingUntilListsHaveCaughtUpWithAChange() {
        var _ = cache.question(ANA, RUNS);
        cache.changed("acme#ana", List.of("runs"));
        after(Duration.ofMillis(900));
        assertThat(keep(ANA, RUNS, policy(60, false, "runs"))).isFalse();
        assertThat(keep(ANA, RUNS, policy(60, false, "sessions"))).isTrue();

        after(Duration.ofMillis(200));

        assertThat(keep(ANA, RUNS, policy(60, false, "runs"))).isTrue();
    }

    @Test
    void trustsNothingOfAnOwnersOnceItHearsNothing() {
        var shared = new Question.Words("{ models }", null, Map.of());
        keep(ANA, RUNS, policy(60, false, "runs"));
        keep(ANA, shared, policy(60, true));
        after(Duration.ofMillis(2_900));
        assertThat(given(ANA, RUNS)).isEqualTo("ana");

        after(Duration.ofMillis(200));

        assertThat(given(ANA, RUNS)).isNull();
        assertThat(keep(ANA, RUNS, policy(60, false, "runs"))).isFalse();
        assertThat(given(ANA, shared)).isEqualTo("ana");
    }

    @Test
    void forgetsWhatItKeptWhenItHadHeardNothingForAMoment() {
        Question asked = cache.question(ANA, RUNS);
        keep(ANA, RUNS, policy(60, false, "runs"));
        cache.deaf();
        cache.heard();

        assertThat(given(ANA, RUNS)).isNull();
        assertThat(cache.keep(asked, policy(60, false, "runs"), Buffer.buffer("old")))
                .as("something may have changed meanwhile")
                .isFalse();
        assertThat(keep(ANA, RUNS, policy(60, false, "runs"))).isTrue();
    }

    @Test
    void givesUpAnOwnerOfWhomTooMuchChanges() {
        keep(ANA, RUNS, policy(60, false, "sessions"));
        for (int i = 0; i <= 1_000; i++) cache.changed("acme#ana", List.of("run:" + i));

        assertThat(given(ANA, RUNS)).isNull();
    }

    @Test
    void isBoundInNumberAndBytes() throws Exception {
        var few = cache(new Config(1_000_000, 10, 10_000));
        var small = cache(new Config(50_000, 1_000, 10_000));
        for (int i = 0; i < 500; i++) {
            var words = new Question.Words("{ a" + i + " }", null, Map.of());
            few.keep(few.question(ANA, words), policy(60, false), Buffer.buffer("x"));
            small.keep(small.question(ANA, words), policy(60, false), Buffer.buffer(new byte[5_000]));
        }

        assertThat(few.size()).isLessThanOrEqualTo(10);
        assertThat(small.size()).isLessThanOrEqualTo(9);
        assertThatThrownBy(() -> cache(new Config(10, 10, 100))).hasMessageContaining("api.graphql.cache.answers");
    }

    @Test
    void countsWhatWasFoundAndWhatWasNot() {
        keep(ANA, RUNS, policy(60, false));
        var _ = given(ANA, RUNS);
        var _ = given(principal("acme", "bob", "admin", "read", "g1"), RUNS);

        assertThat(count("hit")).isEqualTo(1);
        assertThat(count("miss")).isEqualTo(1);
    }

    private double count(String outcome) {
        return meters.get("triade.graphql.cache.queries")
                .tag("outcome", outcome)
                .counter()
                .count();
    }
}
