package io.maskstream.streamer.engine;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.InputKind;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * A real explainer of molecules, small enough to know all of its answers in advance. The value of a character is its
 * index in {@link #VOCABULARY}, counted from 1, and the prediction is the sum of the values. The mask is 1 on oxygen
 * and nitrogen and 0.1 elsewhere. The graph fails on every batch with {@link #POISON} in it, and answers NaN for a
 * record with {@link #OVERFLOW}.
 */
public final class TinyExplainer {

    public static final String VOCABULARY = "CcONno()=#1[]+-IP";
    public static final String POISON = "I";
    public static final String OVERFLOW = "P";
    public static final int LONGEST = 16;

    private static final String HETEROATOMS = "ONno";
    private static final Manifest.Output VALUE = Manifest.Output.value("tokens", "points");

    private static final Manifest.Output HETEROATOMS_OR_NONE =
            Manifest.Output.classes("heteroatoms", List.of("without", "with"));
    private static final Manifest.FrozenModel FROZEN_MODEL =
            new Manifest.FrozenModel("0".repeat(64), "sum of tokens", null, null);

    private TinyExplainer() {}

    /** Publishes the next version of the explainer into a store. */
    public static ExplainerArtifact publish(Path store, String name) {
        return publish(store, name, VALUE, graph(TinyExplainer::value, null, 0));
    }

    /** Publishes one whose graph is controlled by a {@link Governor}, whose file must exist when it is loaded. */
    public static ExplainerArtifact publish(Path store, String name, Governor governor) {
        return publish(store, name, VALUE, graph(TinyExplainer::value, governor.file(), 0));
    }

    /** Publishes one that takes some additional bytes of memory. */
    public static ExplainerArtifact publishHeavy(Path store, String name, int bytes) {
        return publish(store, name, VALUE, graph(TinyExplainer::value, null, bytes));
    }

    /** Publishes one that predicts two classes: whether the molecule contains oxygen or nitrogen. */
    public static ExplainerArtifact publishClassifier(Path store, String name) {
        return publish(store, name, HETEROATOMS_OR_NONE, graph(TinyExplainer::logit, null, 0));
    }

    /**
     * Publishes the classifier with evidence: the baseline of both classes is 0.5, and {@link #evidence} is what a
     * character adds to "with" and subtracts from "without".
     */
    public static ExplainerArtifact publishWithEvidence(Path store, String name) {
        return publish(
                store,
                name,
                HETEROATOMS_OR_NONE,
                graph(TinyExplainer::logit, null, 0).withEvidence());
    }

    /** Publishes one that predicts the value and gives evidence for it. */
    public static ExplainerArtifact publishValueWithEvidence(Path store, String name) {
        return publish(store, name, VALUE, graph(TinyExplainer::value, null, 0).withEvidence());
    }

    /** Publishes one with evidence for the value and an inverted mask: 0.1 on oxygen and nitrogen, and 1 elsewhere. */
    public static ExplainerArtifact publishInverted(Path store, String name) {
        TinyGraph graph = new TinyGraph(
                List.of(8, LONGEST),
                List.of(VOCABULARY.split("")),
                TinyExplainer::value,
                token -> HETEROATOMS.contains(token) ? 0.1f : 1,
                POISON::equals,
                null,
                0,
                true);
        return publish(store, name, VALUE, graph);
    }

    /**
     * Publishes one that encodes molecules by atom in their canonical form; bonds and other tokens weigh 0.1, which no
     * span shows.
     */
    public static ExplainerArtifact publishOfAtoms(Path store, String name) {
        return graph(TinyExplainer::value, null, 0)
                .publish(
                        store,
                        name,
                        new Manifest.Input(InputKind.MOLECULE, TokenInput.atoms(LONGEST), null),
                        VALUE,
                        FROZEN_MODEL);
    }

    /** Publishes one that can be loaded, but only answers NaN. */
    public static ExplainerArtifact publishBroken(Path store, String name) {
        return publish(store, name, VALUE, graph(token -> Float.NaN, null, 0));
    }

    private static TinyGraph graph(Function<String, Float> value, Path governor, int ballastBytes) {
        return new TinyGraph(
                List.of(8, LONGEST),
                List.of(VOCABULARY.split("")),
                value,
                token -> HETEROATOMS.contains(token) ? 1 : 0.1f,
                POISON::equals,
                governor,
                ballastBytes,
                false);
    }

    private static ExplainerArtifact publish(Path store, String name, Manifest.Output output, TinyGraph graph) {
        return graph.publish(store, name, InputKind.MOLECULE, output, FROZEN_MODEL);
    }

    private static float value(String token) {
        return token.equals(OVERFLOW) ? Float.NaN : VOCABULARY.indexOf(token) + 1;
    }

    private static float logit(String token) {
        return HETEROATOMS.contains(token) ? 2 : -0.5f;
    }

    /** Returns what a character adds to the probability of "with", if there is evidence. */
    public static float evidence(String token) {
        return TinyGraph.SHARE * logit(token);
    }

    /** Returns the prediction for a molecule. */
    public static float prediction(String smiles) {
        float sum = 0;
        for (String token : smiles.split("")) {
            sum += value(token);
        }
        return sum;
    }
}
