package io.triade.local.bedrock;

import io.triade.local.models.Piece;
import io.triade.local.models.StopReason;
import io.triade.local.models.Usage;
import io.triade.local.wire.Exchange;
import io.triade.local.wire.Json;

/// The body that InvokeModel gives for text, with the counts beside it as headers.
final class TitanAnswer implements Document {
    private final Exchange exchange;
    private final StringBuilder text = new StringBuilder();
    private Piece.Stopped stopped = new Piece.Stopped(StopReason.END_TURN, new Usage(0, 0));

    TitanAnswer(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public void add(Piece piece) {
        if (piece instanceof Piece.Text spoken) {
            text.append(spoken.text());
        } else if (piece instanceof Piece.Stopped last) {
            stopped = last;
        }
    }

    @Override
    public String json() {
        var usage = stopped.usage();
        exchange.response()
                .putHeader("X-Amzn-Bedrock-Input-Token-Count", Integer.toString(usage.inputTokens()))
                .putHeader("X-Amzn-Bedrock-Output-Token-Count", Integer.toString(usage.outputTokens()))
                .putHeader("X-Amzn-Bedrock-Invocation-Latency", Long.toString(exchange.latencyMillis()));
        var json = new StringBuilder("{\"inputTextTokenCount\":").append(usage.inputTokens());
        json.append(",\"results\":[{\"tokenCount\":").append(usage.outputTokens());
        Json.quote(json.append(",\"outputText\":"), text.toString());
        return json.append(",\"completionReason\":\"")
                .append(TitanText.completionReason(stopped.reason()))
                .append("\"}]}")
                .toString();
    }
}
