package io.maskstream.schemas.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** Schemas by which earlier versions of maskstream wrote, as resources that are named after record and fingerprint. */
final class FormerSchemas {

    /** That of a release before it had the field {@code despite}. */
    static final String RELEASE_WITHOUT_DESPITE = "791ca4985f14bb36";

    /** That of a request before it had the field {@code class}. */
    static final String REQUEST_WITHOUT_CLASS = "d3140313a7830a81";

    /** That of an explanation before its mask had the field {@code imageOrientation}. */
    static final String EXPLANATION_WITHOUT_ORIENTATION = "0cf70640dac78c6d";

    /** That of an explanation before it and its spans had the field {@code evidence}. */
    static final String EXPLANATION_WITHOUT_EVIDENCE = "2fbe7ed75a699167";

    /** That of an explanation before it had the field {@code provenance}. */
    static final String EXPLANATION_WITHOUT_PROVENANCE = "0ce70fe4719dcc65";

    /** Their fingerprints in little-endian order, as they stand in values, by the name of the record. */
    private static final Map<String, List<String>> FINGERPRINTS = Map.of(
            "ExplanationRequest",
            List.of(REQUEST_WITHOUT_CLASS),
            "Explanation",
            List.of(EXPLANATION_WITHOUT_ORIENTATION, EXPLANATION_WITHOUT_EVIDENCE, EXPLANATION_WITHOUT_PROVENANCE),
            "ExplainerRelease",
            List.of(RELEASE_WITHOUT_DESPITE));

    private FormerSchemas() {}

    /** Those of a record, given its name. */
    static List<Schema> of(String record) {
        return FINGERPRINTS.getOrDefault(record, List.of()).stream()
                .map(fingerprint -> read(record, fingerprint))
                .toList();
    }

    /**
     * One of them.
     *
     * @param record its name
     * @param fingerprint in little-endian order
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
