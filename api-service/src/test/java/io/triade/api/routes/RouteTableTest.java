package io.triade.api.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.triade.api.routes.RouteTable.Match;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    @ParameterizedTest
    @CsvSource({
        "GET, /v1/sessions, ORCHESTRATION",
        "POST, /v1/sessions, ORCHESTRATION",
        "GET, /v1/sessions/changes, ORCHESTRATION",
        "PUT, /v1/sessions/s_1, ORCHESTRATION",
        "PATCH, /v1/sessions/s_1, ORCHESTRATION",
        "DELETE, /v1/sessions/s-1, ORCHESTRATION",
        "GET, /v1/sessions/s_1/turns, ORCHESTRATION",
        "GET, /v1/sessions/s_1/turns/r_2, ORCHESTRATION",
        "GET, /v1/runs, ORCHESTRATION",
        "GET, /v1/runs/r_2, ORCHESTRATION",
        "DELETE, /v1/runs/r_2, ORCHESTRATION",
        "POST, /v1/channels/me:a.b/messages, ORCHESTRATION",
        "POST, /v1/channels/session%3As_1/messages, ORCHESTRATION",
        "GET, /v1/models, PROMPT"
    })
    void knowsWhoServesAnOperation(String method, String path, Tier tier) {
        assertThat(RouteTable.match(HttpMethod.valueOf(method), path))
                .isInstanceOfSatisfying(
                        Match.Relayed.class,
                        match -> assertThat(match.route().tier()).isEqualTo(tier));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/sessions/",
                "/v1/sessions//turns",
                "/v1/sessions/a.b",
                "/v1/sessions/a%2Fb",
                "/v1/sessions/a/turns/b/c",
                "/v1/sessions/../models",
                "/v1/session",
                "/v1/generations",
                "/v1/titles",
                "/v1/runs/",
                "/v1/runs/r_2/events",
                "/v1/channels/a:b",
                "/v1/channels/a%2Fb/messages",
                "/v1/channels//messages",
                "/q/metrics"
            })
    void relaysNothingThatItDoesNotList(String path) {
        assertThat(RouteTable.match(HttpMethod.GET, path)).isInstanceOf(Match.None.class);
    }

    @ParameterizedTest
    @CsvSource({"POST, /v1/sessions/s_1/turns, GET", "POST, /v1/runs, GET", "GET, /v1/channels/shared:x/messages, POST"
    })
    void leavesAnOperationToItsProtocolAndStillNamesIt(String own, String path, String relayed) {
        assertThat(RouteTable.match(HttpMethod.valueOf(own), path)).isInstanceOf(Match.None.class);
        assertThat(RouteTable.match(HttpMethod.PUT, path))
                .isInstanceOfSatisfying(
                        Match.OtherMethods.class,
                        match -> assertThat(match.allowed())
                                .startsWith(HttpMethod.valueOf(relayed), HttpMethod.valueOf(own)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/me", "/v1/runs/r_2/events"})
    void namesTheMethodsOfAPathOfWhichNothingIsRelayed(String path) {
        assertThat(RouteTable.match(HttpMethod.HEAD, path)).isInstanceOf(Match.None.class);
        assertThat(RouteTable.match(HttpMethod.POST, path))
                .isInstanceOfSatisfying(
                        Match.OtherMethods.class,
                        match -> assertThat(match.allowed()).containsExactly(HttpMethod.GET, HttpMethod.HEAD));
    }

    @Test
    void tellsWhichMethodsAPathHas() {
        assertThat(RouteTable.match(HttpMethod.POST, "/v1/sessions/s_1"))
                .isInstanceOfSatisfying(
                        Match.OtherMethods.class,
                        match -> assertThat(match.allowed())
                                .containsExactly(HttpMethod.GET, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE));
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8081/v1/sessions/s_1, /v1/sessions/s_1",
        "/v1/sessions/s_1?a=b, /v1/sessions/s_1?a=b",
        "https://inner/v1/x?q=1%202, /v1/x?q=1%202"
    })
    void keepsInnerAddressesInside(String location, String outside) {
        assertThat(RelayHeaders.withoutHost(location)).isEqualTo(outside);
    }
}
