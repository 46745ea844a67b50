package io.triade.prompt.invocation;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.triade.contracts.generations.TokenUsage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The meters of one model, looked up once. Names and tags are those of the OpenTelemetry GenAI conventions.
final class ModelMeters {
    private final MeterRegistry registry;
    private final Tags tags;
    private final DistributionSummary inputTokens;
    private final DistributionSummary outputTokens;
    private final Timer firstToken;
    private final Timer duration;
    private final AtomicInteger active;

    ModelMeters(MeterRegistry registry, String operation, String model) {
        this.registry = registry;
        tags = Tags.of(
                "gen_ai.operation.name",
                operation,
                "gen_ai.provider.name",
                "aws.bedrock",
                "gen_ai.request.model",
                model);
        inputTokens = tokens("input");
        outputTokens = tokens("output");
        firstToken = Timer.builder("gen_ai.client.operation.time_to_first_chunk")
                .description("From the call to the first thing the model says, streams only")
                .tags(tags)
                .register(registry);
        duration = duration("");
        active = registry.gauge("gen_ai.client.active", tags, new AtomicInteger());
    }

    void began() {
        active.incrementAndGet();
    }

    void firstToken(long nanos) {
        firstToken.record(nanos, TimeUnit.NANOSECONDS);
    }

    void used(TokenUsage usage) {
        inputTokens.record(usage.inputTokens());
        outputTokens.record(usage.outputTokens());
    }

    void ended(long nanos) {
        active.decrementAndGet();
        duration.record(nanos, TimeUnit.NANOSECONDS);
    }

    void failed(long nanos, String error) {
        active.decrementAndGet();
        duration(error).record(nanos, TimeUnit.NANOSECONDS);
    }

    private DistributionSummary tokens(String type) {
        return DistributionSummary.builder("gen_ai.client.token.usage")
                .description("Tokens of one model call as the provider counted them")
                .baseUnit("token")
                .tags(tags.and("gen_ai.token.type", type))
                .register(registry);
    }

    private Timer duration(String error) {
        return Timer.builder("gen_ai.client.operation.duration")
                .description("From the call to the end of the answer")
                .tags(tags.and("error.type", error))
                .register(registry);
    }
}
