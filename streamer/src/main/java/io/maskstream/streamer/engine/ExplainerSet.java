package io.maskstream.streamer.engine;

import io.maskstream.schemas.input.InputKind;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Explainers by different names that serve together. Never changes. */
public final class ExplainerSet {

    private final Map<String, Explainer> byName = new LinkedHashMap<>();
    private final Map<InputKind, Explainer> byKind = new EnumMap<>(InputKind.class);

    ExplainerSet(List<Explainer> explainers) {
        for (Explainer explainer : explainers) {
            byName.put(explainer.name(), explainer);
            byKind.putIfAbsent(explainer.kind(), explainer);
        }
    }

    /** All of them, in the order in which they were given. */
    public List<Explainer> all() {
        return List.copyOf(byName.values());
    }

    /** The one of a name. */
    public Optional<Explainer> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The first that takes inputs of a kind. */
    public Optional<Explainer> firstOf(InputKind kind) {
        return Optional.ofNullable(byKind.get(kind));
    }
}
