package io.triade.local;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDelta;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDeltaEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamMetadataEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.MessageStopEvent;

/// What the AWS SDK saw of one stream.
final class StreamRecorder {
    private final List<ConverseStreamOutput> events = new ArrayList<>();
    private final CountDownLatch deltas;
    private final CompletableFuture<Void> done;

    StreamRecorder(BedrockRuntimeAsyncClient client, ConverseStreamRequest request, int awaitedDeltas) {
        deltas = new CountDownLatch(awaitedDeltas);
        done = client.converseStream(
                request,
                ConverseStreamResponseHandler.builder()
                        .subscriber(event -> {
                            synchronized (events) {
                                events.add(event);
                            }
                            if (event instanceof ContentBlockDeltaEvent) {
                                deltas.countDown();
                            }
                        })
                        .build());
    }

    static StreamRecorder of(BedrockRuntimeAsyncClient client, String modelId, String text) {
        return new StreamRecorder(
                client,
                ConverseStreamRequest.builder()
                        .modelId(modelId)
                        .messages(RunningGateway.said(text))
                        .build(),
                3);
    }

    boolean sawDeltas() throws InterruptedException {
        return deltas.await(5, TimeUnit.SECONDS);
    }

    void hangUp() {
        done.cancel(true);
    }

    StreamRecorder finished() throws Exception {
        done.get(20, TimeUnit.SECONDS);
        return this;
    }

    List<ConverseStreamOutput> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    <T> List<T> events(Class<T> type) {
        return events().stream().filter(type::isInstance).map(type::cast).toList();
    }

    String text() {
        return events(ContentBlockDeltaEvent.class).stream()
                .map(ContentBlockDeltaEvent::delta)
                .filter(delta -> delta.type() == ContentBlockDelta.Type.TEXT)
                .map(ContentBlockDelta::text)
                .collect(Collectors.joining());
    }

    String stopReason() {
        return events(MessageStopEvent.class).getFirst().stopReasonAsString();
    }

    ConverseStreamMetadataEvent metadata() {
        return events(ConverseStreamMetadataEvent.class).getFirst();
    }
}
