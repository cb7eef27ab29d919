package io.maskstream.schemas.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** The schemas of earlier versions of maskstream, stored as resources that are named after record and fingerprint. */
final class FormerSchemas {

    /** The schema of a release before the field {@code despite} was added. */
    static final String RELEASE_WITHOUT_DESPITE = "791ca4985f14bb36";

    /** The schema of a request before the field {@code class} was added. */
    static final String REQUEST_WITHOUT_CLASS = "d3140313a7830a81";

    /** The schema of an explanation before the field {@code imageOrientation} of its mask was added. */
    static final String EXPLANATION_WITHOUT_ORIENTATION = "0cf70640dac78c6d";

    /** The schema of an explanation before the field {@code evidence} of the explanation and its spans was added. */
    static final String EXPLANATION_WITHOUT_EVIDENCE = "2fbe7ed75a699167";

    /** The schema of an explanation before the field {@code provenance} was added. */
    static final String EXPLANATION_WITHOUT_PROVENANCE = "0ce70fe4719dcc65";

    /** The fingerprints in little-endian order, as in encoded values, by the name of the record. */
    private static final Map<String, List<String>> FINGERPRINTS = Map.of(
            "ExplanationRequest",
            List.of(REQUEST_WITHOUT_CLASS),
            "Explanation",
            List.of(EXPLANATION_WITHOUT_ORIENTATION, EXPLANATION_WITHOUT_EVIDENCE, EXPLANATION_WITHOUT_PROVENANCE),
            "ExplainerRelease",
            List.of(RELEASE_WITHOUT_DESPITE));

    private FormerSchemas() {}

    /** Returns the former schemas of a record. */
    static List<Schema> of(String record) {
        return FINGERPRINTS.getOrDefault(record, List.of()).stream()
                .map(fingerprint -> read(record, fingerprint))
                .toList();
    }

    /**
     * Reads a former schema.
     *
     * @param record name of the record
     * @param fingerprint fingerprint in little-endian order, in hex
     */
    static Schema read(String record, String fingerprint) {
        String resource = record + "-" + fingerprint + ".avsc";
        try (InputStream in = FormerSchemas.class.getResourceAsStream(resource)) {
            return new Schema.Parser().parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException("The resource " + resource + " cannot be read.", e);
        }
    }
}
