package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.Profile;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.profile.ProfileOfRecords;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.trainer.evaluate.ExplainerProfile;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.records.Dataset;
import io.maskstream.trainer.records.Part;
import io.maskstream.trainer.records.SourceRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Randomly drawn records for a profile.
 *
 * @param inputs encoded inputs; molecules with their spans
 * @param smiles the string of each record; empty if they are not molecules
 * @param source description of the records in words
 */
record ProfiledRecords(List<EncodedInput> inputs, List<String> smiles, String source) {

    private static final Logger LOG = LoggerFactory.getLogger(ProfiledRecords.class);

    /**
     * If there are fewer unseen records than this, all records are used, because a small sample would show random
     * differences as drift.
     */
    private static final int FEWEST_HELD_OUT = 200;

    private static final long SEED = 20_070_601;

    /**
     * Draws records that the fit has not seen. Predictions and masks are more confident on records that it has seen.
     *
     * @param encoding encoding of the records
     * @param fittedToValidation whether the fit used the validation records
     * @param most largest number of records to draw
     * @throws IOException if molecules cannot be read again
     */
    static ProfiledRecords heldOut(Dataset dataset, InputEncoding encoding, boolean fittedToValidation, int most)
            throws IOException {
        Set<Part> parts = fittedToValidation ? EnumSet.of(Part.TEST) : EnumSet.of(Part.VALIDATION, Part.TEST);
        int count =
                parts.stream().mapToInt(part -> dataset.examples(part).size()).sum();
        return of(dataset, encoding, count < FEWEST_HELD_OUT ? EnumSet.allOf(Part.class) : parts, most);
    }

    /**
     * Draws from all records, whatever their part.
     *
     * @throws IOException if molecules cannot be read again
     */
    static ProfiledRecords all(Dataset dataset, InputEncoding encoding, int most) throws IOException {
        return of(dataset, encoding, EnumSet.allOf(Part.class), most);
    }

    private static ProfiledRecords of(Dataset dataset, InputEncoding encoding, Set<Part> parts, int most)
            throws IOException {
        List<Drawn> all = new ArrayList<>();
        for (Part part : parts) {
            IntStream.range(0, dataset.examples(part).size()).forEach(index -> all.add(new Drawn(part, index)));
        }
        Collections.shuffle(all, new Random(SEED));
        List<Drawn> drawn = all.subList(0, Math.min(most, all.size()));
        String source = drawn.size() + " records of " + dataset.split().name() + ", for "
                + parts.stream().map(Part::toString).collect(Collectors.joining(", "));
        if (encoding.kind() == InputKind.MOLECULE) {
            return ofMolecules(dataset, encoding, drawn, source);
        }
        List<EncodedInput> inputs = drawn.stream()
                .map(one -> dataset.examples(one.part()).inputs().get(one.index()))
                .toList();
        return new ProfiledRecords(inputs, List.of(), source);
    }

    /** Reads the molecules again: only the strings contain their functional groups. */
    private static ProfiledRecords ofMolecules(
            Dataset dataset, InputEncoding encoding, List<Drawn> drawn, String source) throws IOException {
        List<EncodedInput> inputs = new ArrayList<>();
        List<String> smiles = new ArrayList<>();
        for (Part part : Part.values()) {
            int[] wanted = drawn.stream()
                    .filter(one -> one.part() == part)
                    .mapToInt(Drawn::index)
                    .toArray();
            for (SourceRecord record : wanted.length == 0 ? List.<SourceRecord>of() : dataset.originals(part, wanted)) {
                inputs.add(encoding.encode(record.input()));
                smiles.add(((Molecule) record.input()).getSmiles());
            }
        }
        return new ProfiledRecords(inputs, smiles, source);
    }

    /** A record by its part and its index among the examples of that part. */
    private record Drawn(Part part, int index) {}

    /**
     * Returns the profile.
     *
     * @throws IOException if there are too few records
     */
    Profile profile(ExplainedModel model, ExplainerProfile maker) throws IOException {
        if (inputs.size() < ProfileOfRecords.FEWEST) {
            throw new IOException("A profile needs at least " + ProfileOfRecords.FEWEST
                    + " records, and there are only " + inputs.size() + ": give more with --records, or use --of all.");
        }
        return maker.of(model, inputs, smiles, source);
    }

    /** Returns the profile, or logs a warning and returns null if there are too few records. */
    Profile profileIfEnough(ExplainedModel model, ExplainerProfile maker) {
        if (inputs.size() < ProfileOfRecords.FEWEST) {
            LOG.warn(
                    "{} records are too few for a profile, which streamers need to detect drift. Add a profile of at"
                            + " least {} records with 'trainer profile'.",
                    inputs.size(),
                    ProfileOfRecords.FEWEST);
            return null;
        }
        return maker.of(model, inputs, smiles, source);
    }
}
