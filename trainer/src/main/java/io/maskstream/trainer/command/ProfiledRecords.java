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
 * The records of a profile, drawn at random.
 *
 * @param inputs of them
 * @param source which ones these are, in words
 */
record ProfiledRecords(List<EncodedInput> inputs, String source) {

    private static final Logger LOG = LoggerFactory.getLogger(ProfiledRecords.class);

    /** Where there are fewer that the fit has not seen, the others are taken, too: chance would show as drift. */
    private static final int FEWEST_HELD_OUT = 200;

    private static final long SEED = 20_070_601;

    /**
     * Records that the fit has not seen, for of those that it has seen, model and mask are surer.
     *
     * @param fittedToValidation whether the records for validation are none of these
     * @param most how many are drawn
     */
    static ProfiledRecords heldOut(Dataset dataset, boolean fittedToValidation, int most) {
        Set<Part> parts = fittedToValidation ? EnumSet.of(Part.TEST) : EnumSet.of(Part.VALIDATION, Part.TEST);
        int count =
                parts.stream().mapToInt(part -> dataset.examples(part).size()).sum();
        return of(dataset, count < FEWEST_HELD_OUT ? EnumSet.allOf(Part.class) : parts, most);
    }

    /** All records, whatever they are for. */
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
     * The profile.
     *
     * @throws IOException if there are too few records
     */
    Profile profile(ExplainedModel model, ExplainerProfile maker) throws IOException {
        if (inputs.size() < ProfileOfRecords.FEWEST) {
            throw new IOException("A profile takes at least " + ProfileOfRecords.FEWEST + " records, and there are "
                    + inputs.size() + ": name more with --records, or say --of all.");
        }
        return maker.of(model, inputs, source);
    }

    /** The same, but with too few records there is none, null, which is logged. */
    Profile profileIfEnough(ExplainedModel model, ExplainerProfile maker) {
        if (inputs.size() < ProfileOfRecords.FEWEST) {
            LOG.warn(
                    "With {} records, the manifest has no profile that streamers could compare theirs with; 'trainer profile'"
                            + " adds one of at least {}.",
                    inputs.size(),
                    ProfileOfRecords.FEWEST);
            return null;
        }
        return maker.of(model, inputs, source);
    }
}
