package io.maskstream.streamer.engine;

import io.maskstream.schemas.hardware.Processor;

/**
 * In which arithmetic an explainer's graph computes: what decides about the last digits of its numbers beside the graph itself.
 * Where two modes are equal, so are the numbers of records that stood at the same place in batches of the same size.
 *
 * @param precision what products are rounded to: {@value #SINGLE}, or {@value #HALF} for convolutions over images
 * @param processor architecture, widest vector instructions for such products, and whether TensorFlow computes with its oneDNN
 *     operations, as in {@code x86_64 avx512 onednn}
 */
public record NumericMode(String precision, String processor) {

    public static final String SINGLE = "float32";

    /** Half of its bits, as the setting {@code tensorflow.bfloat16} calls it. */
    public static final String HALF = "bfloat16";

    /** By which oneDNN can be kept from taking what the processor has. */
    private static final String WIDEST_ALLOWED = "ONEDNN_MAX_CPU_ISA";

    /**
     * That of this process. To be asked for after TensorFlow was loaded.
     *
     * @param bfloat16 whether products are in it
     * @param threads that a call is spread over, and sums with it
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
