package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.Profile;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.profile.ProfileOfRecords;
import io.maskstream.trainer.evaluate.ExplainerProfile;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.records.Dataset;
import io.maskstream.trainer.records.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Randomly drawn records for a profile.
 *
 * @param inputs encoded inputs
 * @param source description of the records in words
 */
record ProfiledRecords(List<EncodedInput> inputs, String source) {

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
     * @param fittedToValidation whether the fit used the validation records
     * @param most largest number of records to draw
     */
    static ProfiledRecords heldOut(Dataset dataset, boolean fittedToValidation, int most) {
        Set<Part> parts = fittedToValidation ? EnumSet.of(Part.TEST) : EnumSet.of(Part.VALIDATION, Part.TEST);
        int count =
                parts.stream().mapToInt(part -> dataset.examples(part).size()).sum();
        return of(dataset, count < FEWEST_HELD_OUT ? EnumSet.allOf(Part.class) : parts, most);
    }

    /** Draws from all records, whatever their part. */
    static ProfiledRecords all(Dataset dataset, int most) {
        return of(dataset, EnumSet.allOf(Part.class), most);
    }

    private static ProfiledRecords of(Dataset dataset, Set<Part> parts, int most) {
        List<EncodedInput> inputs = new ArrayList<>();
        parts.forEach(part -> inputs.addAll(dataset.examples(part).inputs()));
        Collections.shuffle(inputs, new Random(SEED));
        List<EncodedInput> drawn = List.copyOf(inputs.subList(0, Math.min(most, inputs.size())));
        return new ProfiledRecords(
                drawn,
                drawn.size() + " records of " + dataset.split().name() + ", for "
                        + parts.stream().map(Part::toString).collect(Collectors.joining(", ")));
    }

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
        return maker.of(model, inputs, source);
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
        return maker.of(model, inputs, source);
    }
}
