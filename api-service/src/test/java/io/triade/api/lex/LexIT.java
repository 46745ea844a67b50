package io.triade.api.lex;

import static io.triade.api.FakeTier.COMPLETED;
import static io.triade.api.FakeTier.STARTED;
import static io.triade.api.FakeTier.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.api.Client;
import io.triade.api.FakeIssuer;
import io.triade.api.FakeTier;
import io.triade.api.Neighbours;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class LexIT {
    private static final String FAILED =
            "{\"type\":\"failed\",\"problem\":{\"type\":\"/problems/model-throttled\",\"title\":\"t\",\"status\":429}}";
    private static final FakeTier.Part SESSION = FakeTier.json(201, """
            {"id":"s_1","createdAt":"2026-11-26T00:00:00Z","updatedAt":"2026-11-26T00:00:00Z","version":1}""");
    private static final FakeTier.Part ANSWER =
            FakeTier.log("r_1", 0, STARTED, text("A "), text("contract."), COMPLETED);

    FakeIssuer issuer;
    FakeTier tier;

    private JsonNode answered(JsonNode event) {
        return answered(event, 20_000);
    }

    private JsonNode answered(JsonNode event, int millis) {
        var answer = Client.send(Client.request(LexRoutes.PATH, issuer.token())
                .header("content-type", "application/json")
                .header("x-timeout-ms", String.valueOf(millis))
                .POST(BodyPublishers.ofString(event.toString())));
        assertThat(answer.status()).isEqualTo(200);
        return Documented.answer(answer.body());
    }

    /// The next event of the same session: the bot gives back what it was told to keep.
    private static JsonNode next(String event, JsonNode answer) {
        ObjectNode next = Documented.event(event).deepCopy();
        next.withObject("/sessionState").set("sessionAttributes", answer.at("/sessionState/sessionAttributes"));
        return next;
    }

    private static String action(JsonNode answer) {
        return answer.at("/sessionState/dialogAction/type").asText() + " "
                + answer.at("/sessionState/intent/state").asText();
    }

    private static String attribute(JsonNode answer, String name) {
        return answer.at("/sessionState/sessionAttributes").path(name).asText();
    }

    @ParameterizedTest
    @CsvSource({
        "fulfilment-text, Close Fulfilled, 3, What is a lease?",
        "fulfilment-dtmf, Close Fulfilled, 3, 4711",
        "fulfilment-speech, ElicitSlot InProgress, 1,",
        "dialog-elicit-slot, Delegate InProgress, 0,",
        "dialog-confirm, Delegate InProgress, 0,"
    })
    void answersEachDocumentedEvent(String name, String action, int ours, String question) {
        tier.plays(SESSION, ANSWER);

        JsonNode answer = answered(Documented.event(name));

        assertThat(action(answer)).isEqualTo(action);
        assertThat(tier.wasAsked()).isEqualTo(question != null);
        if (question == null) return;
        assertThat(tier.seen().uri()).isEqualTo("/v1/sessions");
        var turn = tier.seen();
        assertThat(turn.uri()).isEqualTo("/v1/sessions/s_1/turns");
        assertThat(turn.body()).contains("\"text\":\"" + question + "\"");
        assertThat(answer.at("/messages/0/content").asText()).isEqualTo("A contract.");
        assertThat(answer.at("/sessionState/sessionAttributes")).hasSize(ours);
    }

    @Test
    void goesOnInTheSameSessionWithATurnOfItsOwn() {
        // Given
        tier.plays(SESSION, ANSWER);
        JsonNode first = answered(Documented.event("fulfilment-text"));
        tier.seen();
        String firstKey = tier.seen().headers().getFirst("idempotency-key");

        // When
        tier.plays(ANSWER);
        answered(next("fulfilment-text", first));
        String secondKey = tier.seen().headers().getFirst("idempotency-key");
        answered(next("fulfilment-text", first));
        String repeated = tier.seen().headers().getFirst("idempotency-key");

        // Then
        assertThat(secondKey).isNotEqualTo(firstKey).isEqualTo(repeated);
    }

    @Test
    void saysThatItIsStillWorkingAndDeliversOnceWhenAskedAgain() {
        // Given
        tier.plays(SESSION, FakeTier.silent("r_1", 0, new CompletableFuture<>(), STARTED, text("A ")));

        // When
        long began = System.nanoTime();
        JsonNode waiting = answered(Documented.event("fulfilment-text"), 1_500);
        long millis = (System.nanoTime() - began) / 1_000_000;
        tier.plays(ANSWER);
        JsonNode delivered = answered(next("fulfilment-dtmf", waiting));

        // Then
        assertThat(millis).isBetween(700L, 1_500L);
        assertThat(action(waiting)).isEqualTo("ElicitIntent InProgress");
        assertThat(attribute(waiting, "triade-run")).isEqualTo("r_1");
        assertThat(waiting.at("/messages/1/imageResponseCard/buttons/0/value").asText())
                .isEqualTo("Is it ready?");
        assertThat(tier.seen().uri()).isEqualTo("/v1/runs/r_1/events?after=0");
        assertThat(action(delivered)).isEqualTo("Close Fulfilled");
        assertThat(delivered.at("/messages/0/content").asText()).isEqualTo("A contract.");
        assertThat(attribute(delivered, "triade-run")).isEmpty();
        assertThat(attribute(delivered, "tier")).isEqualTo("gold");
    }

    @Test
    void hearsThePollInADialogHookToo() {
        ObjectNode event = Documented.event("dialog-elicit-slot").deepCopy();
        event.withObject("/sessionState/sessionAttributes").put("triade-run", "r_1");
        tier.plays(ANSWER);

        assertThat(action(answered(event))).isEqualTo("Close Fulfilled");
    }

    @Test
    void stopsTheRunWhenTheUserSaysNoToGoingOn() {
        ObjectNode event = Documented.event("dialog-confirm").deepCopy();
        event.withObject("/sessionState/sessionAttributes").put("triade-run", "r_1");
        tier.plays(FakeTier.json(200, """
                {"id":"r_1","state":"cancelled","output":"","lastOffset":2,"attempts":1,"onDisconnect":"continue",
                 "onInterruption":"continue","createdAt":"2026-11-26T00:00:00Z"}"""));

        JsonNode answer = answered(event);

        assertThat(tier.seen().method()).isEqualTo("DELETE");
        assertThat(action(answer)).isEqualTo("Close Failed");
        assertThat(attribute(answer, "triade-run")).isEmpty();
    }

    @Test
    void failsTheIntentWhenTheRunFailsAndAsksAnewNextTime() {
        tier.plays(SESSION, FakeTier.log("r_1", 0, STARTED, FAILED));

        JsonNode answer = answered(Documented.event("fulfilment-text"));

        assertThat(action(answer)).isEqualTo("Close Failed");
        assertThat(attribute(answer, "triade-problem")).contains("/problems/model-throttled");
        assertThat(attribute(answer, "triade-turn")).isEqualTo("1");
        assertThat(attribute(answer, "tier")).isEqualTo("gold");
    }

    @Test
    void remembersTheSessionOfATurnThatMayHaveBegun() {
        tier.plays(SESSION, FakeTier.silent("r_1", 0, new CompletableFuture<>()));
        JsonNode unknown = answered(Documented.event("fulfilment-text"), 900);
        tier.plays(SESSION, FakeTier.problem(503, "overloaded", "as told"));
        JsonNode refused = answered(Documented.event("fulfilment-text"));

        assertThat(action(unknown)).isEqualTo("ElicitIntent InProgress");
        assertThat(action(refused)).isEqualTo("Close Failed");
        assertThat(attribute(refused, "triade-session")).isEqualTo("s_1");
        assertThat(attribute(refused, "triade-turn")).isEmpty();
    }

    @Test
    void opensAnotherSessionWhereTheOneItKnewIsGone() {
        ObjectNode event = Documented.event("fulfilment-text").deepCopy();
        event.withObject("/sessionState/sessionAttributes").put("triade-session", "s_0");
        tier.plays(FakeTier.problem(404, "not-found", "There is no session s_0."), SESSION, ANSWER);

        JsonNode answer = answered(event);

        assertThat(action(answer)).isEqualTo("Close Fulfilled");
        assertThat(attribute(answer, "triade-session")).isEqualTo("s_1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../sessions/s_1", "r_1/record?x=", "r_1 x", "r_1\r\nx: y"})
    void makesNoPathOfWhatTheBotsUserPutIn(String run) {
        ObjectNode event = Documented.event("fulfilment-text").deepCopy();
        event.withObject("/sessionState/sessionAttributes").put("triade-run", run);
        event.withObject("/sessionState/intent").put("confirmationState", "Denied");
        tier.plays(FakeTier.json(200, "{}"));

        JsonNode answer = answered(event);

        assertThat(action(answer)).isEqualTo("Close Failed");
        assertThat(attribute(answer, "triade-problem")).contains("/problems/not-found");
        assertThat(attribute(answer, "triade-run")).isEmpty();
    }

    @Test
    void forgetsARunThatIsGone() {
        ObjectNode event = Documented.event("fulfilment-text").deepCopy();
        event.withObject("/sessionState/sessionAttributes").put("triade-run", "r_0");
        tier.plays(FakeTier.problem(404, "not-found", "There is no run r_0."));

        JsonNode answer = answered(event);

        assertThat(action(answer)).isEqualTo("Close Failed");
        assertThat(attribute(answer, "triade-run")).isEmpty();
    }

    @Test
    void answersWhatTheTierRefusesWithoutAnErrorOfHttp() {
        for (int status : new int[] {401, 422, 429, 500, 503}) {
            tier.plays(FakeTier.problem(status, status == 422 ? "invalid-field" : "overloaded", "as told"));

            JsonNode answer = answered(Documented.event("fulfilment-text"));

            assertThat(action(answer)).isEqualTo("Close Failed");
            assertThat(attribute(answer, "triade-problem")).contains("\"detail\":");
            assertThat(attribute(answer, "triade-turn")).isEmpty();
        }
    }

    @Test
    void refusesWhatIsNoEventAndWhoHasNoToken() {
        var noEvent = Client.post(LexRoutes.PATH, issuer.token(), "{\"sessionId\":\"1\"}");
        var noJson = Client.post(LexRoutes.PATH, issuer.token(), "{");
        var tooLarge = Client.post(LexRoutes.PATH, issuer.token(), "{\"x\":\"" + "x".repeat(1_000_001) + "\"}");
        var noToken = Client.send(Client.request(LexRoutes.PATH).POST(BodyPublishers.ofString("{}")));
        var noMethod = Client.get(LexRoutes.PATH, issuer.token());

        assertThat(noEvent.slug()).isEqualTo("invalid-field");
        assertThat(noJson.slug()).isEqualTo("malformed-body");
        assertThat(tooLarge.slug()).isEqualTo("body-too-large");
        assertThat(noToken.slug()).isEqualTo("unauthenticated");
        assertThat(noMethod.slug()).isEqualTo("method-not-allowed");
    }
}
