package io.maskstream.schemas.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.Schema;

/** Schemas by which earlier versions of maskstream wrote, as resources that are named after record and fingerprint. */
final class FormerSchemas {

    /** Their fingerprints in little-endian order, as they stand in values. */
    private static final List<String> OF_EXPLANATION = List.of("0cf70640dac78c6d");

    private FormerSchemas() {}

    /** Those of a record, given its name. */
    static List<Schema> of(String record) {
        return record.equals("Explanation")
                ? OF_EXPLANATION.stream()
                        .map(fingerprint -> read(record + "-" + fingerprint + ".avsc"))
                        .toList()
                : List.of();
    }

    private static Schema read(String resource) {
        try (InputStream in = FormerSchemas.class.getResourceAsStream(resource)) {
            return new Schema.Parser().parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException("The resource " + resource + " cannot be read.", e);
        }
    }
}
