package io.maskstream.streamer.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.Profile;

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
        if (parts == null || (parts.height() == null && parts.tokens() == null)) {
            return;
        }
        ObjectNode fit =
                explainer.putObject("fit").put("records", profile.records()).put("source", profile.source());
        if (parts.height() == null) {
            ArrayNode listed = fit.putArray("parts");
            for (int i = 0; i < Math.min(SHOWN, parts.ids().size()); i++) {
                listed.addObject()
                        .put("name", parts.tokens().get(i))
                        .put("count", parts.counts().get(i))
                        .put("mean", parts.means().get(i));
            }
        } else {
            writeGrid(fit.putObject("cells"), parts);
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
