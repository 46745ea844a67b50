package io.triade.local.models;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The models of this process by id, each generation counted.
public final class Models implements AutoCloseable {
    private final Map<String, Engine> engines = new LinkedHashMap<>();
    private final Map<String, Embedder> embedders = new LinkedHashMap<>();
    private final Generations generations = new Generations();

    public Models(List<Engine> engines, List<Embedder> embedders) {
        engines.forEach(engine -> {
            generations.know(engine.modelId());
            this.engines.put(engine.modelId(), new Counted(engine, generations));
        });
        embedders.forEach(embedder -> this.embedders.put(embedder.modelId(), embedder));
    }

    public Optional<Engine> engine(String modelId) {
        return Optional.ofNullable(engines.get(modelId));
    }

    public Optional<Embedder> embedder(String modelId) {
        return Optional.ofNullable(embedders.get(modelId));
    }

    public boolean has(String modelId) {
        return engines.containsKey(modelId) || embedders.containsKey(modelId);
    }

    public List<String> modelIds() {
        return Stream.concat(engines.keySet().stream(), embedders.keySet().stream())
                .toList();
    }

    public Generations generations() {
        return generations;
    }

    @Override
    public void close() {
        engines.values().forEach(Engine::close);
        embedders.values().forEach(Embedder::close);
    }
}
