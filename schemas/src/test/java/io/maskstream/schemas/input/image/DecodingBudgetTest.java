package io.maskstream.schemas.input.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.RefusalReason;
import java.awt.image.BufferedImage;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The limits of memory and time for hostile images. */
class DecodingBudgetTest {

    private static final int MEBIBYTE = 1 << 20;

    /** Limit of processor time, many times what a fast machine needs. */
    private static final Duration LONG = Duration.ofSeconds(8);

    private static final ImageEncoding ENCODING = new ImageEncoding(32, 32, ImageLimits.usual());

    static {
        // Warms up: the first images load classes and colour profiles, which must not count towards the memory of an
        // image.
        for (int type : new int[] {BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_BYTE_GRAY}) {
            BufferedImage picture = new BufferedImage(16, 16, type);
            ENCODING.encode(Pictures.image(Pictures.file(picture, "jpeg")));
            ENCODING.encode(Pictures.image(Jpegs.progressive(picture)));
            ENCODING.encode(Pictures.image(Pictures.file(picture, "png")));
        }
    }

    @Test
    void picturesThatAreSmallAsFilesAndLargeUnpackedAreCheap() {
        assertCheap(Pngs.zeros(2_097_152, 8, 1, Pngs.GREY), 16);
        assertCheap(Pngs.zeros(8, 2_097_152, 1, Pngs.GREY), 16);
        assertCheap(Pngs.zeros(4096, 4096, 1, Pngs.GREY), 4);
        assertCheap(Pngs.zeros(4096, 4096, 16, Pngs.GREY_ALPHA), 4);
        assertCheap(Pngs.zeros(4096, 4096, 16, Pngs.TRUE_COLOUR_ALPHA), 4);
        assertCheap(Pngs.zeros(3_000_000, 8, 16, Pngs.TRUE_COLOUR_ALPHA), 80);
        assertCheap(Pictures.file(new BufferedImage(5712, 4284, BufferedImage.TYPE_BYTE_GRAY), "jpeg"), 8);
    }

    @Test
    void anOrdinaryProgressivePhotographOf24MegapixelsPasses() {
        byte[] file = Jpegs.progressive(new BufferedImage(5712, 4284, BufferedImage.TYPE_3BYTE_BGR));
        assertCheap(file, 16);
    }

    private static void assertCheap(byte[] file, int mebibytes) {
        Image image = Pictures.image(file);
        long before = threads().getCurrentThreadAllocatedBytes();
        long start = threads().getCurrentThreadCpuTime();
        assertThat(ENCODING.encode(image).argb()).hasSize(32 * 32);
        assertThat(threads().getCurrentThreadCpuTime() - start).isLessThan(LONG.toNanos());
        assertThat(threads().getCurrentThreadAllocatedBytes() - before).isLessThan((long) mebibytes * MEBIBYTE);
    }

    @Test
    void aJpegOfManyScansIsRefusedBeforeItIsDecoded() {
        byte[] ordinary = Jpegs.progressive(new BufferedImage(4096, 4096, BufferedImage.TYPE_3BYTE_BGR));
        assertRefused(
                Jpegs.withMoreScans(ordinary, 100),
                "field 'image' has 4096 x 4096 pixels in 110 scans, that is ",
                " samples to decode; at most 1250000000 are allowed");
        byte[] small = Jpegs.progressive(new BufferedImage(8, 8, BufferedImage.TYPE_3BYTE_BGR));
        assertThat(ENCODING.encode(Pictures.image(Jpegs.withMoreScans(small, 400)))
                        .argb())
                .hasSize(32 * 32);
        assertRefused(Jpegs.withMoreScans(small, 1000), "field 'image' has more than 500 scans");
    }

    @Test
    void aPictureThatNeedsMoreMemoryThanThereIsIsRefused() {
        ImageEncoding little =
                new ImageEncoding(32, 32, new ImageLimits(MEBIBYTE, 25_000_000, new DecodingMemory(4 * MEBIBYTE)));
        byte[] file = Jpegs.progressive(new BufferedImage(2048, 2048, BufferedImage.TYPE_3BYTE_BGR));
        assertThatThrownBy(() -> little.encode(Pictures.image(file)))
                .isInstanceOf(UnencodableInputException.class)
                .hasMessageMatching("field 'image' would take 1[0-9]{7} bytes of memory to decode; at most 4194304"
                        + " may be used")
                .extracting(e -> ((UnencodableInputException) e).reason())
                .isEqualTo(RefusalReason.TOO_COSTLY);
    }

    private static void assertRefused(byte[] file, String... parts) {
        long start = threads().getCurrentThreadCpuTime();
        assertThatThrownBy(() -> ENCODING.encode(Pictures.image(file)))
                .isInstanceOf(UnencodableInputException.class)
                .hasMessageContainingAll(parts)
                .extracting(e -> ((UnencodableInputException) e).reason())
                .isEqualTo(RefusalReason.TOO_COSTLY);
        assertThat(threads().getCurrentThreadCpuTime() - start).isLessThan(LONG.toNanos() / 4);
    }

    @Test
    @Timeout(60)
    void othersWaitUntilThereIsRoomAndItIsReturnedWhateverHappens() throws Exception {
        DecodingMemory memory = new DecodingMemory(MEBIBYTE);
        ImageEncoding encoding = new ImageEncoding(32, 32, new ImageLimits(MEBIBYTE, 25_000_000, memory));
        byte[] good = Pngs.zeros(4096, 64, 16, Pngs.TRUE_COLOUR_ALPHA);
        byte[] bad = Pngs.zeros(4096, 64, 16, Pngs.TRUE_COLOUR_ALPHA, 63);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                byte[] file = i % 2 == 0 ? good : bad;
                tasks.add(() -> taken(encoding, file));
            }
            List<Future<Boolean>> outcomes = threads.invokeAll(tasks);
            for (int i = 0; i < outcomes.size(); i++) {
                assertThat(outcomes.get(i).get()).isEqualTo(i % 2 == 0);
            }
        } finally {
            threads.shutdownNow();
        }
        // All memory must be free again, otherwise this call would block forever.
        memory.take(memory.bytes());
    }

    private static boolean taken(ImageEncoding encoding, byte[] file) {
        try {
            encoding.encode(Pictures.image(file));
            return true;
        } catch (UnencodableInputException e) {
            return false;
        }
    }

    @Test
    @Timeout(60)
    void decodingAndWaitingEndWhenTheThreadIsInterrupted() throws Exception {
        List<byte[]> files = List.of(
                Pngs.zeros(4096, 4096, 16, Pngs.TRUE_COLOUR_ALPHA),
                Jpegs.progressive(new BufferedImage(4096, 4096, BufferedImage.TYPE_3BYTE_BGR)),
                Pictures.file(new BufferedImage(4096, 4096, BufferedImage.TYPE_3BYTE_BGR), "jpeg"));
        DecodingMemory memory = DecodingMemory.ofHeap();
        ImageEncoding encoding = new ImageEncoding(32, 32, new ImageLimits(16 * MEBIBYTE, 25_000_000, memory));
        for (byte[] file : files) {
            for (int delayMillis : new int[] {0, 5, 20}) {
                assertStopped(encoding, file, delayMillis);
            }
        }
        memory.take(memory.bytes());
        assertStopped(encoding, files.get(0), 50);
    }

    private static void assertStopped(ImageEncoding encoding, byte[] file, int delayMillis)
            throws InterruptedException {
        List<Throwable> thrown = new ArrayList<>();
        boolean[] interrupted = new boolean[1];
        Thread thread = new Thread(() -> {
            try {
                // Repeated, because a fast machine may finish one image before the interruption.
                while (true) {
                    encoding.encode(Pictures.image(file));
                }
            } catch (UnencodableInputException e) {
                thrown.add(e);
                interrupted[0] = Thread.currentThread().isInterrupted();
            }
        });
        thread.start();
        Thread.sleep(delayMillis);
        long start = System.nanoTime();
        thread.interrupt();
        thread.join();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        assertThat(thrown)
                .singleElement()
                .satisfies(e ->
                        assertThat(((UnencodableInputException) e).reason()).isEqualTo(RefusalReason.TOO_COSTLY))
                .asString()
                .contains("field 'image': decoding was stopped, because it exceeded the time limit of a record");
        assertThat(interrupted[0]).isTrue();
    }

    /** Decodes six images of each kind concurrently in a separate process with 512 MB of heap. */
    @Test
    @Timeout(300)
    void sixAtOnceFitIntoASmallHeap() throws Exception {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx512m",
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SixAtOnce.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    /** The main class of the separate process. */
    static final class SixAtOnce {

        private SixAtOnce() {}

        /** Exits with 0 if all images were decoded. */
        public static void main(String[] arguments) throws Exception {
            List<byte[]> files = List.of(
                    Pngs.zeros(4096, 4096, 16, Pngs.TRUE_COLOUR_ALPHA),
                    Pngs.zeros(2_097_152, 8, 1, Pngs.GREY),
                    Pngs.zeros(3_000_000, 8, 16, Pngs.TRUE_COLOUR_ALPHA),
                    Jpegs.progressive(new BufferedImage(4096, 4096, BufferedImage.TYPE_3BYTE_BGR)));
            ExecutorService threads = Executors.newFixedThreadPool(6);
            try {
                for (byte[] file : files) {
                    List<Callable<PixelGrid>> tasks = new ArrayList<>();
                    for (int i = 0; i < 6; i++) {
                        tasks.add(() -> ENCODING.encode(Pictures.image(file)));
                    }
                    for (Future<PixelGrid> outcome : threads.invokeAll(tasks)) {
                        outcome.get();
                    }
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Property(tries = 300)
    void damagedPngsAreRefusedOrDecodedWithinWhatWasReckoned(
            @ForAll @IntRange(min = 0, max = 14) int kind,
            @ForAll boolean interlaced,
            @ForAll @IntRange(min = 1, max = 300) int width,
            @ForAll @IntRange(min = 1, max = 300) int height,
            @ForAll long seed) {
        Random random = new Random(seed);
        byte[] png = Pngs.noise(width, height, Pngs.KINDS[kind][1], Pngs.KINDS[kind][0], interlaced, random);
        assertWithinBudget(png);
        assertWithinBudget(Arrays.copyOf(png, random.nextInt(png.length)));
        // Damage with matching checksums.
        byte[] header = png.clone();
        header[16 + random.nextInt(13)] = (byte) random.nextInt(256);
        assertWithinBudget(withChecksums(header));
        byte[] anywhere = png.clone();
        anywhere[Pngs.BEHIND_HEADER + 8 + random.nextInt(png.length - Pngs.BEHIND_HEADER - 8)] ^=
                (byte) (1 << random.nextInt(8));
        assertWithinBudget(withChecksums(anywhere));
    }

    @Property(tries = 300)
    void damagedJpegsAreRefusedOrDecodedWithinWhatWasReckoned(
            @ForAll @IntRange(min = 1, max = 300) int width,
            @ForAll @IntRange(min = 1, max = 300) int height,
            @ForAll boolean progressive,
            @ForAll boolean grey,
            @ForAll long seed) {
        Random random = new Random(seed);
        BufferedImage picture =
                new BufferedImage(width, height, grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
        for (int i = 0; i < width * height; i++) {
            picture.setRGB(i % width, i / width, random.nextInt(1 << 24));
        }
        byte[] jpeg = progressive ? Jpegs.progressive(picture) : Pictures.file(picture, "jpeg");
        assertWithinBudget(jpeg);
        assertWithinBudget(Arrays.copyOf(jpeg, random.nextInt(jpeg.length)));
        byte[] changed = jpeg.clone();
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            int range = random.nextBoolean() ? Math.min(700, jpeg.length) : jpeg.length;
            changed[random.nextInt(range)] = (byte) random.nextInt(256);
        }
        assertWithinBudget(changed);
        if (progressive) {
            assertWithinBudget(Jpegs.withMoreScans(jpeg, random.nextInt(30)));
            assertWithinBudget(Jpegs.withFirstScans(jpeg, 1 + random.nextInt(5)));
        }
    }

    private static void assertWithinBudget(byte[] file) {
        long reckoned = 0;
        long before = threads().getCurrentThreadAllocatedBytes();
        long start = threads().getCurrentThreadCpuTime();
        try {
            StoredPicture stored = ImageFormat.read(ByteBuffer.wrap(file));
            if ((long) stored.width() * stored.height() <= 25_000_000) {
                reckoned = stored.decodingBytes()
                        + AreaMean.bytes(
                                stored.width(),
                                stored.height(),
                                Math.min(32, stored.width()),
                                Math.min(32, stored.height()),
                                stored.channels());
            }
            ENCODING.encode(Pictures.image(file));
        } catch (UnencodableInputException e) {
            assertThat(e).hasMessageStartingWith("field 'image'").hasMessageNotContaining("\n");
        }
        // Allows for reading the header, which happens twice here, and for the library's own objects.
        assertThat(threads().getCurrentThreadAllocatedBytes() - before).isLessThan(reckoned + MEBIBYTE);
        assertThat(threads().getCurrentThreadCpuTime() - start).isLessThan(LONG.toNanos());
    }

    /** Recomputes the checksums of the damaged file. */
    private static byte[] withChecksums(byte[] png) {
        java.util.zip.CRC32 checksum = new java.util.zip.CRC32();
        ByteBuffer file = ByteBuffer.wrap(png);
        int at = 8;
        while (at + 12 <= png.length) {
            int length = file.getInt(at);
            if (length < 0 || length > png.length - at - 12) {
                break;
            }
            checksum.reset();
            checksum.update(png, at + 4, length + 4);
            file.putInt(at + 8 + length, (int) checksum.getValue());
            at += 12 + length;
        }
        return png;
    }

    private static com.sun.management.ThreadMXBean threads() {
        return (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    }
}
