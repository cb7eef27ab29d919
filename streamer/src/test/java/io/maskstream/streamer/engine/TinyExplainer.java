package io.maskstream.streamer.engine;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.InputKind;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * A real explainer of molecules, so small that all of its answers can be told beforehand: every character is worth its
 * place in {@link #VOCABULARY}, counted from 1, and the prediction is the sum. The mask is 1 on oxygen and nitrogen and
 * 0.1 elsewhere. The graph fails as a whole on a batch with {@link #POISON} in it, and answers NaN for a record with
 * {@link #OVERFLOW}.
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

    /** Publishes the next version of it into a store. */
    public static ExplainerArtifact publish(Path store, String name) {
        return publish(store, name, VALUE, graph(TinyExplainer::value, null, 0));
    }

    /** The same, but its graph obeys a {@link Governor}, which must be there when it is loaded. */
    public static ExplainerArtifact publish(Path store, String name, Governor governor) {
        return publish(store, name, VALUE, graph(TinyExplainer::value, governor.file(), 0));
    }

    /** The same, but it takes so many more bytes of memory. */
    public static ExplainerArtifact publishHeavy(Path store, String name, int bytes) {
        return publish(store, name, VALUE, graph(TinyExplainer::value, null, bytes));
    }

    /** The same, but it predicts two classes: whether the molecule has oxygen or nitrogen, or has none. */
    public static ExplainerArtifact publishClassifier(Path store, String name) {
        return publish(store, name, HETEROATOMS_OR_NONE, graph(TinyExplainer::logit, null, 0));
    }

    /**
     * The classifier, but it gives evidence: 0.5 is the baseline of both classes, and {@link #evidence} what a character adds to
     * "with" and takes from "without".
     */
    public static ExplainerArtifact publishWithEvidence(Path store, String name) {
        return publish(
                store,
                name,
                HETEROATOMS_OR_NONE,
                graph(TinyExplainer::logit, null, 0).withEvidence());
    }

    /** The same, but it predicts the value and gives evidence of that. */
    public static ExplainerArtifact publishValueWithEvidence(Path store, String name) {
        return publish(store, name, VALUE, graph(TinyExplainer::value, null, 0).withEvidence());
    }

    /** The same with evidence of the value, but its mask is the other way round: 0.1 on oxygen and nitrogen, and 1 elsewhere. */
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

    /** The same, but it sees molecules in their canonical form, by atom; what joins atoms weighs 0.1, for nobody to read. */
    public static ExplainerArtifact publishOfAtoms(Path store, String name) {
        return graph(TinyExplainer::value, null, 0)
                .publish(
                        store,
                        name,
                        new Manifest.Input(InputKind.MOLECULE, TokenInput.atoms(LONGEST), null),
                        VALUE,
                        FROZEN_MODEL);
    }

    /** The same, but loaded it answers nothing but NaN. */
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

    /** What a character adds to the probability of "with", where there is evidence. */
    public static float evidence(String token) {
        return TinyGraph.SHARE * logit(token);
    }

    /** What it predicts for a molecule. */
    public static float prediction(String smiles) {
        float sum = 0;
        for (String token : smiles.split("")) {
            sum += value(token);
        }
        return sum;
    }
}
