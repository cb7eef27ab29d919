package io.maskstream.schemas.hardware;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/** What this machine's processor can do. */
public final class Processor {

    private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

    private Processor() {}

    /**
     * Whether it multiplies in bfloat16. Where it does not, TensorFlow would emulate that, three times as slow as single
     * precision. Known on Linux alone, from the flags that it lists.
     */
    public static boolean multipliesInBfloat16() {
        if (!Files.isReadable(DESCRIPTION)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(DESCRIPTION)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .flatMap(line -> Stream.of(line.split("\\s+")))
                    .anyMatch(Set.of("avx512_bf16", "amx_bf16")::contains);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
