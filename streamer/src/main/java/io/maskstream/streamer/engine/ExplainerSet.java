package io.maskstream.streamer.engine;

import io.maskstream.schemas.input.InputKind;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Explainers with different names that serve together. Immutable. */
public final class ExplainerSet {

    private final Map<String, Explainer> byName = new LinkedHashMap<>();
    private final Map<InputKind, Explainer> byKind = new EnumMap<>(InputKind.class);

    ExplainerSet(List<Explainer> explainers) {
        for (Explainer explainer : explainers) {
            byName.put(explainer.name(), explainer);
            byKind.putIfAbsent(explainer.kind(), explainer);
        }
    }

    /** Returns all of them, in their original order. */
    public List<Explainer> all() {
        return List.copyOf(byName.values());
    }

    /** Returns the explainer with a name. */
    public Optional<Explainer> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Returns the first explainer that takes a kind of input. */
    public Optional<Explainer> firstOf(InputKind kind) {
        return Optional.ofNullable(byKind.get(kind));
    }
}
