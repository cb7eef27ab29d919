package io.maskstream.schemas.record;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** Malformed values, as broken or hostile publishers write them. */
class HostileValuesTest {

    private static final int MAXIMUM_ALLOCATION_BYTES = 8 << 20;

    private final AvroCodec<ExplanationRequest> requests = AvroCodec.singleObject(ExplanationRequest.class);
    private final AvroCodec<Explanation> explanations = AvroCodec.singleObject(Explanation.class);

    @FunctionalInterface
    private interface Body {
        void write(BinaryEncoder out) throws IOException;
    }

    @Test
    void refusesALengthBeyondTheEndOfTheValueBeforeItAllocates() throws IOException {
        for (long length : new long[] {100, Integer.MAX_VALUE - 8, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE, -1}) {
            assertUnreadable(request(out -> out.writeLong(length)), "field 'id' cannot be read: ");
            assertUnreadable(
                    request(out -> {
                        out.writeString("m1");
                        out.writeIndex(0);
                        out.writeIndex(0);
                        out.writeLong(length);
                    }),
                    "field 'input.data' cannot be read: ");
        }
    }

    @Test
    void refusesAnArrayBeyondTheEndOfTheValueBeforeItAllocates() throws IOException {
        byte[] whole = explanations.encode(Explanations.ofImage());
        int header = 10;
        for (long count : new long[] {Integer.MAX_VALUE - 8, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE}) {
            ByteArrayOutputStream value = new ByteArrayOutputStream();
            value.write(whole, 0, header);
            BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(value, null);
            out.writeString("i1");
            out.writeString("cifar");
            out.writeInt(1);
            out.writeString("");
            out.writeString("");
            out.writeIndex(0);
            out.writeLong(count);
            long before = allocated();
            assertThatThrownBy(() -> explanations.decode(value.toByteArray()))
                    .isInstanceOf(UnreadableRecordException.class)
                    .hasMessageStartingWith("field 'prediction.classes' cannot be read: ");
            assertThat(allocated() - before).isLessThan(MAXIMUM_ALLOCATION_BYTES);
        }
    }

    @Test
    void refusesAUnionBranchThatDoesNotExist() throws IOException {
        for (int branch : new int[] {3, Integer.MAX_VALUE, -1}) {
            assertUnreadable(
                    request(out -> {
                        out.writeString("m1");
                        out.writeIndex(0);
                        out.writeIndex(branch);
                    }),
                    "field 'input' cannot be read: ");
        }
    }

    @Test
    void refusesATextThatIsNoUtf8() throws IOException {
        assertUnreadable(
                request(out -> {
                    out.writeBytes("caf\u00e9".getBytes(ISO_8859_1));
                    out.writeIndex(0);
                }),
                "field 'id' cannot be read: its text is not UTF-8");
    }

    @Test
    void refusesANumberOfTooManyBytes() throws IOException {
        byte[] endless = new byte[20];
        Arrays.fill(endless, (byte) 0xFF);
        assertUnreadable(request(out -> out.writeFixed(endless)), "field 'id' cannot be read: ");
    }

    @Test
    void survivesAWriterThatNestsDeeply() throws IOException {
        try (FakeRegistry fake = new FakeRegistry()) {
            int id = fake.add(
                    new Schema.Parser()
                            .parse(
                                    """
                            {"type": "record", "name": "ExplanationRequest", "namespace": "io.maskstream.schemas.record",
                             "fields": [
                               {"name": "nested", "type": {"type": "record", "name": "Nested", "fields": [
                                 {"name": "next", "type": ["null", "Nested"]}]}},
                               {"name": "id", "type": "string"},
                               {"name": "input", "type": {"type": "record", "name": "Review", "fields": [
                                 {"name": "text", "type": "string"}]}}]}"""));
            byte[] value = new byte[1_000_000];
            Arrays.fill(value, (byte) 2);
            ByteBuffer.wrap(value).put((byte) 0).putInt(id);

            assertThatThrownBy(() -> new RequestReader(new SchemaRegistry(fake.url())).read(value))
                    .isInstanceOf(UnreadableRecordException.class)
                    .hasMessage("field 'id' cannot be read: the value ends too early");
        }
    }

    @Test
    void neverFailsInAnotherWayThanByCallingTheRecordUnreadable() throws IOException {
        Random random = new Random(7);
        RequestReader reader = new RequestReader();
        byte[][] seeds = {
            requests.encode(new ExplanationRequest("m1", "esol", new Molecule("CC(=O)O"), null)),
            requests.encode(new ExplanationRequest("r1", null, new Review("caf\u00e9 \ud83d\ude00"), null)),
            requests.encode(new ExplanationRequest(
                    "i1", null, new Image(ByteBuffer.wrap(new byte[12]), new ImageSize(2, 2)), null)),
            "{\"id\":\"m1\",\"explainer\":\"esol\",\"smiles\":\"CC(=O)O\"}".getBytes(UTF_8),
            "{\"id\":\"r1\",\"text\":\"caf\u00e9 \\ud83d\\ude00 \ud83d\ude00\"}".getBytes(UTF_8),
            "{\"id\":\"i1\",\"image\":\"AAECAwQF\",\"width\":1,\"height\":2}".getBytes(UTF_8)
        };
        int read = 0;
        int refused = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] value = mutated(seeds[i % seeds.length], random);
            try {
                assertThat(reader.read(value).getInput()).isNotNull();
                read++;
            } catch (UnreadableRecordException e) {
                assertThat(e.getMessage()).isNotBlank().doesNotContain("\n").hasSizeLessThan(600);
                refused++;
            }
        }
        assertThat(read).isGreaterThan(500);
        assertThat(refused).isGreaterThan(500);
    }

    private static byte[] mutated(byte[] seed, Random random) {
        byte[] value = Arrays.copyOf(seed, random.nextInt(4) == 0 ? random.nextInt(seed.length + 3) : seed.length);
        for (int change = random.nextInt(3); change >= 0 && value.length > 0; change--) {
            int at = random.nextInt(value.length);
            value[at] = random.nextBoolean() ? (byte) random.nextInt(256) : value[random.nextInt(value.length)];
        }
        return value;
    }

    private byte[] request(Body body) throws IOException {
        byte[] whole = requests.encode(new ExplanationRequest("m1", null, new Molecule("C"), null));
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.write(whole, 0, 10);
        BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(value, null);
        body.write(out);
        return value.toByteArray();
    }

    private void assertUnreadable(byte[] value, String start) {
        long before = allocated();
        assertThatThrownBy(() -> requests.decode(value))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageStartingWith(start);
        assertThat(allocated() - before).isLessThan(MAXIMUM_ALLOCATION_BYTES);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
