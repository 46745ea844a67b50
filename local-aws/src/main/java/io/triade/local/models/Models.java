package io.triade.local.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The models of this process by id.
public final class Models implements AutoCloseable {
    private final Map<String, Engine> engines = new TreeMap<>();
    private final Map<String, Embedder> embedders = new TreeMap<>();

    public Models(List<Engine> engines, List<Embedder> embedders) {
        engines.forEach(engine -> this.engines.put(engine.modelId(), engine));
        embedders.forEach(embedder -> this.embedders.put(embedder.modelId(), embedder));
    }

    public Optional<Engine> engine(String modelId) {
        return Optional.ofNullable(engines.get(modelId));
    }

    public Optional<Embedder> embedder(String modelId) {
        return Optional.ofNullable(embedders.get(modelId));
    }

    public List<String> modelIds() {
        var ids = new ArrayList<>(engines.keySet());
        ids.addAll(embedders.keySet());
        return List.copyOf(ids);
    }

    @Override
    public void close() {
        engines.values().forEach(Engine::close);
        embedders.values().forEach(Embedder::close);
    }
}
