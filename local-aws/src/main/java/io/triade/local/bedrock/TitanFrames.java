package io.triade.local.bedrock;

import io.triade.local.models.Piece;
import io.triade.local.wire.EventFrame;
import io.triade.local.wire.Json;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.LongSupplier;

/// The `chunk` events of InvokeModelWithResponseStream: Titan's JSON in base64, the last with the metrics.
final class TitanFrames implements Frames {
    private static final EventFrame CHUNK = EventFrame.event("chunk");

    private final LongSupplier latencyMillis;
    private long firstByteLatency = -1;

    TitanFrames(LongSupplier latencyMillis) {
        this.latencyMillis = latencyMillis;
    }

    @Override
    public void add(Buffer out, Piece piece) {
        if (firstByteLatency < 0) {
            firstByteLatency = latencyMillis.getAsLong();
        }
        if (piece instanceof Piece.Text text) {
            var json = new StringBuilder("{\"outputText\":");
            Json.quote(json, text.text());
            chunk(
                    out,
                    json.append(",\"index\":0,\"totalOutputTextTokenCount\":null,\"completionReason\":null,"
                            + "\"inputTextTokenCount\":null}"));
        } else if (piece instanceof Piece.Stopped stopped) {
            chunk(out, new StringBuilder(last(stopped)));
        }
    }

    private String last(Piece.Stopped stopped) {
        int in = stopped.usage().inputTokens();
        int out = stopped.usage().outputTokens();
        return """
                {"outputText":"","index":0,"totalOutputTextTokenCount":%d,"completionReason":"%s",\
                "inputTextTokenCount":%d,"amazon-bedrock-invocationMetrics":{"inputTokenCount":%d,\
                "outputTokenCount":%d,"invocationLatency":%d,"firstByteLatency":%d}}""".formatted(
                        out,
                        TitanText.completionReason(stopped.reason()),
                        in,
                        in,
                        out,
                        latencyMillis.getAsLong(),
                        firstByteLatency);
    }

    private static void chunk(Buffer out, StringBuilder json) {
        var bytes = Base64.getEncoder().encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
        CHUNK.append(out, "{\"bytes\":\"" + bytes + "\"}");
    }
}
