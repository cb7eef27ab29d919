package io.maskstream.streamer.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.Profile;
import java.util.List;

/**
 * The parts with the most weight in the records that an explainer was fitted to, for comparison with those of the
 * stream.
 */
final class FitSummary {

    /** Maximum of the stream's summary for one output. */
    private static final int SHOWN = 24;

    private FitSummary() {}

    /** Writes nothing if the profile does not contain the weights of parts. */
    static void write(ObjectNode explainer, Profile profile) {
        Profile.Parts parts = profile.parts();
        Profile.Groups groups = profile.groups();
        if (groups != null) {
            write(fit(explainer, profile).putArray("parts"), groups.names(), groups.counts(), groups.means());
        } else if (parts != null && parts.height() != null) {
            writeGrid(fit(explainer, profile).putObject("cells"), parts);
        } else if (parts != null && parts.tokens() != null) {
            write(fit(explainer, profile).putArray("parts"), parts.tokens(), parts.counts(), parts.means());
        }
    }

    private static ObjectNode fit(ObjectNode explainer, Profile profile) {
        return explainer.putObject("fit").put("records", profile.records()).put("source", profile.source());
    }

    private static void write(ArrayNode listed, List<String> names, List<Integer> counts, List<Double> means) {
        for (int i = 0; i < Math.min(SHOWN, names.size()); i++) {
            listed.addObject()
                    .put("name", names.get(i))
                    .put("count", counts.get(i))
                    .put("mean", means.get(i));
        }
    }

    /** Cells that the profile does not list had the least weight. */
    private static void writeGrid(ObjectNode cells, Profile.Parts parts) {
        double[] values = new double[parts.height() * parts.width()];
        for (int i = 0; i < parts.ids().size(); i++) {
            values[parts.ids().get(i)] = parts.means().get(i);
        }
        cells.put("width", parts.width()).put("height", parts.height());
        ArrayNode listed = cells.putArray("values");
        for (double value : values) {
            listed.add((float) value);
        }
    }
}
