package io.maskstream.streamer.engine;

import io.maskstream.schemas.hardware.Processor;

/**
 * The arithmetic that an explainer's graph computes in, which, beside the graph, determines the last digits of its
 * numbers. If two modes are equal, records at the same place in batches of the same size get equal numbers.
 *
 * @param precision precision of products: {@value #SINGLE}, or {@value #HALF} for convolutions over images
 * @param processor architecture, widest vector instructions for such products, and whether TensorFlow computes with its oneDNN
 *     operations, as in {@code x86_64 avx512 onednn}
 */
public record NumericMode(String precision, String processor) {

    public static final String SINGLE = "float32";

    /** A 16-bit format; the setting {@code tensorflow.bfloat16} allows it. */
    public static final String HALF = "bfloat16";

    /** Environment variable that keeps oneDNN from using all instructions of the processor. */
    private static final String WIDEST_ALLOWED = "ONEDNN_MAX_CPU_ISA";

    /**
     * Returns the mode of this process. Must be called after TensorFlow was loaded.
     *
     * @param bfloat16 whether products are in bfloat16
     * @param threads number of threads that share a call and its sums
     */
    static NumericMode of(boolean bfloat16, int threads) {
        StringBuilder processor = new StringBuilder(Processor.describedFor(bfloat16));
        if (TensorFlowLibrary.usesOneDnn()) {
            processor.append(" onednn");
        }
        String allowed = System.getenv(WIDEST_ALLOWED);
        if (allowed != null) {
            processor.append(' ').append(WIDEST_ALLOWED).append('=').append(allowed);
        }
        if (threads > 1) {
            processor.append(" threads=").append(threads);
        }
        return new NumericMode(bfloat16 ? HALF : SINGLE, processor.toString());
    }
}
