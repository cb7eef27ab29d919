package io.maskstream.schemas.record;

import java.util.List;

/** Explanations for tests, one of each kind. */
final class Explanations {

    private static final ExplainerIdentity EXPLAINER =
            new ExplainerIdentity("esol", 3, "ab".repeat(32), "cd".repeat(32));

    private Explanations() {}

    /** Returns an explanation of the molecule CC=O: a value, verified, with atoms. */
    static Explanation ofMolecule() {
        return new Explanation(
                "m1",
                EXPLAINER,
                new ValuePrediction("aqueous solubility", 0.25f, "log mol/L"),
                new ValuePrediction("aqueous solubility", 0.1f, "log mol/L"),
                new Mask(List.of(4), List.of(0.0f, 0.125f, 0.3f, 1.0f), 0.35625f, null, null),
                List.of(
                        new WeightedSpan(0, 1, 0.0f, 0, null),
                        new WeightedSpan(1, 2, 0.125f, 1, null),
                        new WeightedSpan(2, 3, 0.3f, null, null),
                        new WeightedSpan(3, 4, 1.0f, 2, null)),
                null,
                null);
    }

    /** Returns an explanation of an image: classes, not verified, without spans. */
    static Explanation ofImage() {
        return new Explanation(
                "\u05d0\ud83d\ude00",
                EXPLAINER,
                new ClassPrediction(List.of(new ClassProbability("ship", 0.75f), new ClassProbability("truck", 0.25f))),
                null,
                new Mask(List.of(2, 2), List.of(0.1f, 0.2f, 0.3f, 0.4f), 0.25f, new ImageSize(32, 24), 6),
                List.of(),
                null,
                null);
    }

    /** Returns the explanation of the molecule with evidence. */
    static Explanation withEvidence() {
        Explanation explanation = ofMolecule();
        List<Float> values = List.of(0.5f, -0.125f, 0f, -0.3f);
        for (int i = 0; i < values.size(); i++) {
            explanation.getSpans().get(i).setEvidence(values.get(i));
        }
        explanation.setEvidence(new Evidence("aqueous solubility", "log mol/L", List.of(4), values, 0.2f, -0.025f));
        return explanation;
    }

    /** Returns the explanation of the molecule with provenance. */
    static Explanation withProvenance() {
        Explanation explanation = ofMolecule();
        explanation.setProvenance(new Provenance(
                "sha256:" + "ef".repeat(32),
                new RequestSource("explanation-requests", 3, 5_000_000_000L),
                "float32",
                "x86_64 avx512 onednn",
                32,
                5,
                "0.1.0"));
        return explanation;
    }
}
