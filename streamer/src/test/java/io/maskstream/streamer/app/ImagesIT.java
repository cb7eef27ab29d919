package io.maskstream.streamer.app;

import static io.maskstream.streamer.app.KafkaSide.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.ClassPrediction;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.ImageSize;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.engine.TinyImageExplainer;
import io.maskstream.streamer.engine.TinyReviewExplainer;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Good and bad images together with molecules and reviews on one topic. */
@ExtendWith(SharedBroker.class)
@Timeout(120)
class ImagesIT {

    private static final int SIDE = 24;

    @TempDir
    static Path store;

    @AutoClose
    private static RunningStreamer streamer;

    private static KafkaSide kafka;

    @BeforeAll
    static void startStreamer(EmbeddedBroker broker) {
        TinyExplainer.publish(store, "tiny");
        TinyReviewExplainer.publish(store, "reviews");
        TinyImageExplainer.publish(store, "images");
        streamer = RunningStreamer.start(
                broker,
                "images",
                store,
                Map.of("explainers", "tiny, reviews, images", "image.max.bytes", "50000", "verify", "always"));
        kafka = streamer.kafka();
    }

    @Test
    void explainsAPictureInAvro() {
        assertExplained(
                AvroCodec.singleObject(ExplanationRequest.class)
                        .encode(new ExplanationRequest(
                                "i1", null, new Image(ByteBuffer.wrap(file("png")), null), null)),
                0);
    }

    @Test
    void explainsAPictureInJson() {
        // JPEG loses some of the colours at the edge.
        assertExplained(json(file("jpeg")), 0.1f);
    }

    @Test
    void explainsRawPixels() {
        byte[] rgb = new byte[3 * SIDE * SIDE];
        for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
            rgb[3 * pixel] = (byte) (pixel % SIDE < SIDE / 2 ? 255 : 0);
        }
        assertExplained(
                AvroCodec.singleObject(ExplanationRequest.class)
                        .encode(new ExplanationRequest(
                                "i1", "images", new Image(ByteBuffer.wrap(rgb), new ImageSize(SIDE, SIDE)), null)),
                0);
    }

    @Test
    void turnsAPictureUprightAndSaysSo() throws IOException {
        BufferedImage mirrored = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = mirrored.createGraphics();
        graphics.setColor(Color.RED);
        graphics.fillRect(SIDE / 2, 0, SIDE / 2, SIDE);
        graphics.dispose();
        byte[] stored = file(mirrored, "png");
        // EXIF with one entry: orientation 2, left and right changed.
        byte[] exif = ByteBuffer.allocate(26)
                .putInt(0x4D4D002A)
                .putInt(8)
                .putShort((short) 1)
                .putInt(0x01120003)
                .putInt(1)
                .putShort((short) 2)
                .array();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.write(stored, 0, 33);
        chunk(png, "eXIf", exif);
        png.write(stored, 33, stored.length - 33);

        Explanation explanation = assertExplained(json(png.toByteArray()), 0);

        assertThat(explanation.getMask().getImageOrientation()).isEqualTo(2);
    }

    @Test
    void refusesAPictureThatIsCutShort() {
        for (String format : List.of("png", "jpeg")) {
            byte[] whole = file(format);
            assertRefused(
                    json(Arrays.copyOf(whole, whole.length / 2)),
                    "unparsable",
                    "id 'i1': field 'image' is a damaged " + (format.equals("png") ? "PNG" : "JPEG"));
        }
    }

    @Test
    void refusesOtherFormats() {
        assertRefused(json(file("gif")), "unparsable", "field 'image' is neither PNG nor JPEG but a GIF");
        assertRefused(json(bytes("%PDF-1.7")), "unparsable", "field 'image' is neither PNG nor JPEG but a PDF");
    }

    @Test
    void refusesAPictureOfOnePixel() {
        BufferedImage pixel = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        assertRefused(json(file(pixel, "png")), "too_small", "field 'image' has 1 x 1 pixels");
    }

    @Test
    void refusesMillionsOfPixelsFromTheHeader() throws IOException {
        assertRefused(
                json(pngOf30000Squared(40_000)),
                "too_long",
                "field 'image' has 30000 x 30000 pixels; at most 25000000 are allowed");
    }

    @Test
    void refusesMoreBytesThanTheSettingsAllow() {
        assertRefused(json(new byte[50_001]), "too_long", "field 'image' has 50001 bytes; at most 50000 are allowed");
    }

    @Test
    void refusesRawPixelsThatDoNotMatchTheirSize() {
        assertRefused(
                bytes("{\"id\":\"i1\",\"image\":\"AAECAwQF\",\"width\":100,\"height\":200}"),
                "unparsable",
                "field 'image' has 6 bytes, but 100 x 200 pixels of raw RGB are 60000");
    }

    /** The left half of the image is red, the right half black. */
    private static Explanation assertExplained(byte[] value, float tolerance) {
        String key = UUID.randomUUID().toString();
        List<String> neighbours = publishAmongOthers(key, value);
        Explanation explanation = AvroCodec.singleObject(Explanation.class)
                .decode(kafka.explained(key).value());
        assertThat(explanation.getExplainer().getName()).isEqualTo("images");
        assertThat(explanation.getMask().getShape())
                .containsExactly(TinyImageExplainer.HEIGHT, TinyImageExplainer.WIDTH);
        assertThat(explanation.getMask().getImageSize()).isEqualTo(new ImageSize(SIDE, SIDE));
        assertThat(explanation.getSpans()).isEmpty();
        List<Float> weights = explanation.getMask().getWeights();
        assertThat(weights).hasSize(TinyImageExplainer.WIDTH * TinyImageExplainer.HEIGHT);
        for (int i = 0; i < weights.size(); i++) {
            float red = i % TinyImageExplainer.WIDTH < TinyImageExplainer.WIDTH / 2 ? 1 : 0;
            assertThat(Math.abs(weights.get(i) - red)).isLessThanOrEqualTo(tolerance);
        }
        assertThat(explanation.getMask().getArea()).isBetween(0.45f, 0.55f);
        assertThat(explanation.getPrediction()).isInstanceOf(ClassPrediction.class);
        assertThat(explanation.getMaskedPrediction()).isInstanceOf(ClassPrediction.class);
        assertThat(kafka.explained(neighbours)).hasSize(neighbours.size());
        return explanation;
    }

    private static void assertRefused(byte[] value, String reason, String message) {
        String key = UUID.randomUUID().toString();
        List<String> neighbours = publishAmongOthers(key, value);
        ConsumerRecord<String, byte[]> letter = kafka.refused(key);
        assertThat(letter.value()).isEqualTo(value);
        assertThat(header(letter, "maskstream.reason")).isEqualTo(reason);
        assertThat(header(letter, "__streams.errors.message"))
                .startsWith("record images-requests-0@")
                .contains(message);
        assertThat(kafka.explained(neighbours)).hasSize(neighbours.size());
        assertThat(Scrape.value(streamer.httpPort(), "maskstream_lookahead_fallbacks_total"))
                .isZero();
    }

    private static List<String> publishAmongOthers(String key, byte[] value) {
        kafka.publish(key + "-m", "{\"id\":\"m\",\"smiles\":\"CCO\"}");
        kafka.publish(key + "-i", json(file("png")));
        kafka.publish(key, value);
        kafka.publish(key + "-r", "{\"id\":\"r\",\"text\":\"a good film\"}");
        return List.of(key + "-m", key + "-i", key + "-r");
    }

    private static byte[] file(String format) {
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.RED);
        graphics.fillRect(0, 0, SIDE / 2, SIDE);
        graphics.dispose();
        return file(picture, format);
    }

    private static byte[] file(BufferedImage picture, String format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            assertThat(ImageIO.write(picture, format, out)).isTrue();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static byte[] pngOf30000Squared(int bytes) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        chunk(
                png,
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(30_000)
                        .putInt(30_000)
                        .put(new byte[] {8, 2, 0, 0, 0})
                        .array());
        chunk(png, "IDAT", new byte[bytes]);
        chunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream png, String type, byte[] data) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(bytes(type));
        checksum.update(data);
        png.write(ByteBuffer.allocate(4).putInt(data.length).array());
        png.write(bytes(type));
        png.write(data);
        png.write(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
    }

    private static byte[] json(byte[] file) {
        return bytes("{\"id\":\"i1\",\"image\":\"" + Base64.getEncoder().encodeToString(file) + "\"}");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
