package io.maskstream.schemas.hardware;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The capabilities of this machine's processor. */
public final class Processor {

    private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

    /**
     * Flags as Linux lists them, the widest instructions first. oneDNN uses AVX-512 only with its byte and word
     * instructions.
     */
    private static final List<String> SINGLE_PRECISION = List.of("avx512bw", "avx2", "avx");

    private Processor() {}

    /**
     * Returns whether the processor multiplies in bfloat16. On other processors TensorFlow emulates it, three times as
     * slow as single precision. Only Linux lists the flags that tell; elsewhere this returns false.
     */
    public static boolean multipliesInBfloat16() {
        return flags().stream().anyMatch(Set.of("avx512_bf16", "amx_bf16")::contains);
    }

    /**
     * Returns the architecture and the widest vector instructions for products of the given precision, as far as they
     * round differently: {@code x86_64 avx2}. Without a list of flags, returns only the architecture.
     *
     * @param bfloat16 whether the products are in bfloat16 rather than single precision
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
