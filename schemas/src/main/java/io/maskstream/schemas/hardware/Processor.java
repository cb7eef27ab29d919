package io.maskstream.schemas.hardware;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What this machine's processor can do. */
public final class Processor {

    private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

    /** As Linux lists them, the widest first; oneDNN takes AVX-512 only with its instructions for bytes and words. */
    private static final List<String> SINGLE_PRECISION = List.of("avx512bw", "avx2", "avx");

    private Processor() {}

    /**
     * Whether it multiplies in bfloat16. Where it does not, TensorFlow would emulate that, three times as slow as single
     * precision. Known on Linux alone, from the flags that it lists.
     */
    public static boolean multipliesInBfloat16() {
        return flags().stream().anyMatch(Set.of("avx512_bf16", "amx_bf16")::contains);
    }

    /**
     * Its architecture, and the widest of the vector instructions that it has for products of some sort, as far as they
     * round differently: {@code x86_64 avx2}. Only the architecture where Linux does not list its flags.
     *
     * @param bfloat16 whether the products are in bfloat16, or else in single precision
     */
    public static String describedFor(boolean bfloat16) {
        Set<String> flags = flags();
        String architecture = System.getProperty("os.arch").replace("amd64", "x86_64");
        return Stream.concat(
                        bfloat16 ? Stream.of("amx_bf16", "avx512_bf16") : Stream.empty(), SINGLE_PRECISION.stream())
                .filter(flags::contains)
                .findFirst()
                .map(widest -> architecture + " " + widest.replace("avx512bw", "avx512"))
                .orElse(architecture);
    }

    private static Set<String> flags() {
        if (!Files.isReadable(DESCRIPTION)) {
            return Set.of();
        }
        try (Stream<String> lines = Files.lines(DESCRIPTION)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line -> Set.copyOf(List.of(line.split("\\s+"))))
                    .orElse(Set.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
