package io.maskstream.trainer.mask;

import com.fasterxml.jackson.annotation.JsonValue;
import io.maskstream.schemas.input.InputKind;
import java.util.Locale;

/** The available mask networks. */
public enum MaskNetworks {
    /** Lean convolutions for any model: {@link TokenConvolutions} or {@link ImageConvolutions}. */
    CONVOLUTIONS,
    /** The paper's network for molecules: {@link ResidualConvolutions}. */
    RESIDUAL,
    /** The paper's network for texts: {@link RecurrentWords}. */
    RECURRENT,
    /** The paper's network for images: {@link PooledFeatures}. */
    POOLED,
    /** For a text model whose features already include each word's context: {@link WordConvolutions}. */
    NEIGHBOURS,
    /** For a deep image model: {@link ImageConvolutions} with many filters. */
    MAPS,
    /** No network of its own: the parts with the most evidence, see {@link EvidenceOrder}. */
    EVIDENCE;

    /**
     * Returns the network for a kind of input.
     *
     * @throws IllegalArgumentException if there is none for that kind; the message names a network to choose
     */
    public MaskNetwork network(InputKind kind) {
        boolean ofImages = this == POOLED || this == MAPS;
        if (this != CONVOLUTIONS && this != EVIDENCE && ofImages != (kind == InputKind.IMAGE)) {
            throw new IllegalArgumentException("The mask network '" + this + "' does not explain models of " + kind
                    + "s: choose '" + CONVOLUTIONS + "', which explains all kinds.");
        }
        return switch (this) {
            case CONVOLUTIONS ->
                kind == InputKind.IMAGE ? new ImageConvolutions(32, 8, 16, true) : new TokenConvolutions(24, 3, 3);
            case RESIDUAL -> new ResidualConvolutions(20, 48, 3);
            case RECURRENT -> new RecurrentWords(2, 100, 256);
            case POOLED -> new PooledFeatures(4, 4, 64);
            case NEIGHBOURS -> new WordConvolutions(32, 2, 3);
            case EVIDENCE -> new EvidenceOrder();
            case MAPS -> new ImageConvolutions(64, 16, ImageConvolutions.EVERY_CELL, false);
        };
    }

    /** Returns the name used in manifests and on the command line. */
    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
