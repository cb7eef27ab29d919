package io.maskstream.trainer.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.trainer.mask.EvidenceNetwork;
import io.maskstream.trainer.model.ImportedSavedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.proto.TensorProto;

/**
 * What a fit starts from.
 *
 * @param fit how the former explainer was fitted, from its manifest; null if the fit starts from random weights
 * @param weights weights of the networks by name; empty for random weights
 */
record StartingPoint(JsonNode fit, Map<String, TensorProto> weights) {

    /** Random weights. */
    static final StartingPoint RANDOM = new StartingPoint(NullNode.getInstance(), Map.of());

    /**
     * Reads the networks of an explainer.
     *
     * @param version folder of a version
     * @param freshMask whether only its evidence network is used, and the mask network starts from random weights
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if only the evidence is wanted and there is none
     */
    static StartingPoint of(Path version, boolean freshMask) throws IOException {
        ExplainerArtifact former = ExplainerArtifact.open(version);
        Map<String, TensorProto> weights = new TreeMap<>(ImportedSavedModel.weights(former.savedModel()));
        JsonNode fit = former.manifest().fit();
        if (freshMask) {
            weights.keySet().removeIf(name -> !name.startsWith(EvidenceNetwork.PREFIX));
            if (weights.isEmpty()) {
                throw new IllegalArgumentException(
                        "The explainer in " + version + " has no evidence to start from: leave out --fresh-mask.");
            }
            fit = ((ObjectNode) fit.deepCopy()).put("continued", "evidence");
        }
        return new StartingPoint(fit, weights);
    }

    boolean isRandom() {
        return weights.isEmpty();
    }
}
