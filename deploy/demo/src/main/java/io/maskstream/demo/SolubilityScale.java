package io.maskstream.demo;

/**
 * Describes an aqueous solubility on the scale of SwissADME (Daina, Michielin, Zoete: Scientific Reports 7, 42717,
 * 2017).
 */
enum SolubilityScale {
    HIGHLY(0, "highly soluble"),
    VERY(-2, "very soluble"),
    SOLUBLE(-4, "soluble"),
    MODERATELY(-6, "moderately soluble"),
    POORLY(-10, "poorly soluble"),
    INSOLUBLE(Double.NEGATIVE_INFINITY, "insoluble");

    /** The unit of solubilities on this scale. */
    static final String UNIT = "log10 mol/L";

    private final double above;
    private final String words;

    SolubilityScale(double above, String words) {
        this.above = above;
        this.words = words;
    }

    /** Returns the words for a solubility in {@link #UNIT}. */
    static String wordsFor(double solubility) {
        for (SolubilityScale step : values()) {
            if (solubility > step.above) {
                return step.words;
            }
        }
        return INSOLUBLE.words;
    }
}
