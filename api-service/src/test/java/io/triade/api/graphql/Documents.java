package io.triade.api.graphql;

/// What the tiers behind the GraphQL door say in its tests.
final class Documents {
    static final String RUN_ID = "r_01hzzzzzzzzzzzzzzzzzzzzzzz";

    private Documents() {}

    static String run(String state, String output) {
        return """
                {"id":"%s","state":"%s","model":"local.echo-v1","output":"%s","lastOffset":3,"attempts":1,\
                "onDisconnect":"continue","onInterruption":"continue","createdAt":"2026-11-26T00:00:00Z",\
                "usage":{"inputTokens":1,"outputTokens":2,"cacheReadInputTokens":0,"cacheWriteInputTokens":0},\
                "stopReason":"end_turn","newerThanUs":true}""".formatted(RUN_ID, state, output);
    }

    static String session(String title) {
        return """
                {"id":"s_1","title":"%s","createdAt":"2026-11-26T00:00:00Z","updatedAt":"2026-11-26T00:00:01Z",\
                "version":1}""".formatted(title);
    }

    static String turn(String output) {
        return """
                {"id":"%s","sessionId":"s_1","parentId":"root","state":"succeeded","input":"hi","output":"%s",\
                "createdAt":"2026-11-26T00:00:00Z"}""".formatted(RUN_ID, output);
    }
}
