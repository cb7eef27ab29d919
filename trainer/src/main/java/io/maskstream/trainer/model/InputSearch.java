package io.maskstream.trainer.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.tensorflow.proto.DataType;

/** Tells the input that is explained from those that can be derived from it. */
final class InputSearch {

    /** How an input other than the explained one is derived. */
    enum Companion {
        /** 1 for tokens, 0 for padding. */
        ATTENTION_MASK,
        /** 0 everywhere, as for a single sentence. */
        ZEROS,
        /** The positions 0, 1, 2, ... */
        POSITIONS,
        /** The flag for training, which is false. */
        FALSE
    }

    /**
     * An input that is derived.
     *
     * @param port of the signature
     * @param companion how it is derived
     */
    record Made(Port port, Companion companion) {}

    /**
     * The inputs of a model.
     *
     * @param explained the input that is explained
     * @param made the inputs that are derived
     */
    record Inputs(Port explained, List<Made> made) {}

    private InputSearch() {}

    /**
     * Classifies the inputs of a signature.
     *
     * @throws IllegalArgumentException if none, or more than one, would have to be explained
     */
    static Inputs of(List<Port> ports) {
        List<Port> open = new ArrayList<>();
        List<Made> made = new ArrayList<>();
        for (Port port : ports) {
            Companion companion = ports.size() == 1 ? null : companion(port);
            if (companion == null) {
                open.add(port);
            } else {
                made.add(new Made(port, companion));
            }
        }
        if (open.size() > 1) {
            throw new IllegalArgumentException("it takes " + open.size() + " inputs ("
                    + open.stream().map(Port::key).collect(Collectors.joining(", "))
                    + "), but only models with one input can be explained");
        }
        if (open.isEmpty()) {
            throw new IllegalArgumentException("it has no input that could be explained");
        }
        return new Inputs(open.get(0), made);
    }

    private static Companion companion(Port port) {
        String name = port.key().toLowerCase(Locale.ROOT);
        if (port.dtype() == DataType.DT_BOOL
                && port.shape() != null
                && port.shape().isEmpty()) {
            return Companion.FALSE;
        }
        if (port.shape() != null && port.shape().size() != 2) {
            return null;
        }
        if (name.contains("mask")) {
            return Companion.ATTENTION_MASK;
        }
        if (name.contains("type") || name.contains("segment")) {
            return Companion.ZEROS;
        }
        return name.contains("position") ? Companion.POSITIONS : null;
    }
}
