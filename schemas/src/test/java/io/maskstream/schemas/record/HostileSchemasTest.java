package io.maskstream.schemas.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile schemas, and values that would take unlimited time to skip. */
@Timeout(60)
class HostileSchemasTest {

    /** Time limit for a value of a few bytes on a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final long MANY = 200_000_000_000_000L;

    private FakeRegistry fake;
    private RequestReader reader;

    @BeforeEach
    void start() throws IOException {
        fake = new FakeRegistry();
        reader = new RequestReader(new SchemaRegistry(fake.url()));
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    /** Fields of the writer before the fields that are read. */
    @FunctionalInterface
    private interface Junk {
        void write(BinaryEncoder out) throws IOException;
    }

    private static final String EMPTY = "{\"type\":\"record\",\"name\":\"Empty\",\"fields\":[]}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"null\"",
                EMPTY,
                "{\"type\":\"fixed\",\"name\":\"Nothing\",\"size\":0}",
                "{\"type\":\"record\",\"name\":\"Nulls\",\"fields\":[{\"name\":\"a\",\"type\":\"null\"},{\"name\":\"b\",\"type\":\"null\"}]}",
                "{\"type\":\"map\",\"values\":\"null\"}",
                "{\"type\":\"array\",\"items\":\"null\"}",
                "\"int\"",
                "\"string\""
            })
    void refusesMoreItemsThanTheValueHasBytes(String item) throws IOException {
        String array = "{\"type\":\"array\",\"items\":" + item + "}";
        for (long count : new long[] {MANY, Long.MAX_VALUE, 20_000}) {
            assertRefused(array, out -> {
                out.writeLong(count);
                out.writeLong(0);
            });
        }
        assertRefused(array, out -> {
            for (int i = 0; i < 1000; i++) {
                out.writeLong(1_000_000);
            }
            out.writeLong(0);
        });
    }

    @Test
    void refusesArraysOfArraysAndWideRecordsOfNothing() throws IOException {
        String nested = "{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":\"null\"}}";
        assertRefused(nested, out -> {
            out.writeLong(1000);
            for (int i = 0; i < 1000; i++) {
                out.writeLong(5000);
                out.writeLong(0);
            }
            out.writeLong(0);
        });
        String wide = "{\"type\":\"array\",\"items\":{\"type\":\"record\",\"name\":\"Wide\",\"fields\":["
                + IntStream.range(0, 4000)
                        .mapToObj(i -> "{\"name\":\"f" + i + "\",\"type\":\"null\"}")
                        .collect(Collectors.joining(","))
                + "]}}";
        assertRefused(wide, out -> {
            out.writeLong(5000);
            out.writeLong(0);
        });
    }

    @Test
    void refusesBlocksThatLeadBackOrBeyond() throws IOException {
        for (long bytes : new long[] {-1, -5, Long.MIN_VALUE, 1000, Long.MAX_VALUE, 1L << 32}) {
            for (String type : new String[] {"array\",\"items", "map\",\"values"}) {
                assertRefused("{\"type\":\"" + type + "\":\"null\"}", out -> {
                    out.writeLong(-1);
                    out.writeLong(bytes);
                    out.writeLong(0);
                });
            }
            assertRefused("\"string\"", out -> out.writeLong(bytes));
            assertRefused("\"bytes\"", out -> out.writeLong(bytes));
        }
        assertRefused("{\"type\":\"array\",\"items\":\"null\"}", out -> {
            out.writeLong(Long.MIN_VALUE);
            out.writeLong(0);
        });
    }

    @Test
    void skipsWhatOthersReallyWrite() throws IOException {
        assertRead("{\"type\":\"array\",\"items\":\"null\"}", out -> {
            out.writeLong(100);
            out.writeLong(0);
        });
        assertRead("{\"type\":\"map\",\"values\":\"long\"}", out -> {
            out.writeLong(-1);
            out.writeLong(3);
            out.writeString("a");
            out.writeLong(1);
            out.writeLong(0);
        });
        assertRead("{\"type\":\"array\",\"items\":\"long\"}", out -> {
            out.writeLong(100_000);
            for (int i = 0; i < 100_000; i++) {
                out.writeLong(i);
            }
            out.writeLong(0);
        });
    }

    @Test
    void readsAListAsDeepAsTheValueIsLongOrRefusesIt() throws IOException {
        String list =
                "{\"type\":\"record\",\"name\":\"Node\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"Node\"]}]}";
        int id = fake.add(schema(list));
        byte[] value = value(id, out -> {
            for (int i = 0; i < 900_000; i++) {
                out.writeIndex(1);
            }
            out.writeIndex(0);
        });
        long start = System.nanoTime();
        try {
            assertThat(reader.read(value).getId()).isEqualTo("m1");
        } catch (UnreadableRecordException e) {
            assertThat(e).hasMessageContaining("nested too deeply");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }

    @Test
    void refusesSchemasThatUnfoldWithoutEnd() throws IOException {
        StringBuilder doubling = new StringBuilder(EMPTY);
        for (int i = 0; i < 40; i++) {
            doubling.insert(0, "{\"type\":\"record\",\"name\":\"D" + i + "\",\"fields\":[{\"name\":\"a\",\"type\":")
                    .append("},{\"name\":\"b\",\"type\":\"")
                    .append(i == 0 ? "Empty" : "D" + (i - 1))
                    .append("\"}]}");
        }
        String self = "{\"type\":\"record\",\"name\":\"Self\",\"fields\":[{\"name\":\"a\",\"type\":\"Self\"}]}";
        String ring = "{\"type\":\"record\",\"name\":\"A\",\"fields\":[{\"name\":\"b\",\"type\":"
                + "{\"type\":\"record\",\"name\":\"B\",\"fields\":[{\"name\":\"a\",\"type\":\"A\"}]}}]}";
        String deep = "{\"type\":\"array\",\"items\":".repeat(300) + "\"null\"" + "}".repeat(300);
        String broad = IntStream.range(0, 12_000)
                .mapToObj(i -> "{\"type\":\"fixed\",\"name\":\"F" + i + "\",\"size\":1}")
                .collect(Collectors.joining(",", "[", "]"));
        String tooDeepToParse = "{\"type\":\"array\",\"items\":".repeat(5000) + "\"null\"" + "}".repeat(5000);
        for (String junk : new String[] {doubling.toString(), self, ring, deep, broad, tooDeepToParse}) {
            int id = fake.add(schema(junk));
            long start = System.nanoTime();
            assertThatThrownBy(() -> reader.read(value(id, out -> {})))
                    .isInstanceOf(UnreadableRecordException.class)
                    .hasMessageStartingWith("the schema with the id " + id + " in the schema registry ");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
        }
    }

    @Test
    void refusesASchemaOfAMegabyteAndAsksForItOnce() throws IOException {
        String large = "{\"type\":\"enum\",\"name\":\"E\",\"doc\":\"" + "x".repeat(1 << 20) + "\",\"symbols\":[\"A\"]}";
        int id = fake.add(schema(large));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> reader.read(value(id, out -> out.writeEnum(0))))
                    .isInstanceOf(UnreadableRecordException.class)
                    .hasMessageContaining("is larger than 1048576 bytes");
        }
        assertThat(fake.requests).hasSize(1);
    }

    private void assertRefused(String type, Junk junk) throws IOException {
        int id = fake.add(schema(type));
        byte[] value = value(id, junk);
        long start = System.nanoTime();
        assertThatThrownBy(() -> reader.read(value)).isInstanceOf(UnreadableRecordException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).as(type).isLessThan(SOON);
    }

    private void assertRead(String type, Junk junk) throws IOException {
        int id = fake.add(schema(type));
        assertThat(reader.read(value(id, junk)).getId()).isEqualTo("m1");
    }

    private static String schema(String junk) {
        return "{\"type\":\"record\",\"name\":\"ExplanationRequest\",\"namespace\":\"io.maskstream.schemas.record\",\"fields\":["
                + "{\"name\":\"junk\",\"type\":" + junk + "},"
                + "{\"name\":\"id\",\"type\":\"string\"},"
                + "{\"name\":\"explainer\",\"type\":[\"null\",\"string\"]},"
                + "{\"name\":\"input\",\"type\":[{\"type\":\"record\",\"name\":\"Molecule\",\"fields\":["
                + "{\"name\":\"smiles\",\"type\":\"string\"}]}]}]}";
    }

    private static byte[] value(int id, Junk junk) throws IOException {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.write(0);
        value.writeBytes(ByteBuffer.allocate(4).putInt(id).array());
        BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(value, null);
        junk.write(out);
        out.writeString("m1");
        out.writeIndex(0);
        out.writeIndex(0);
        out.writeString("C");
        return value.toByteArray();
    }
}
