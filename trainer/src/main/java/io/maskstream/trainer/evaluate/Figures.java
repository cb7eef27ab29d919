package io.maskstream.trainer.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** What evaluations of all kinds of records report, in the shape that manifests have it. */
final class Figures {

    private Figures() {}

    static void area(ObjectNode result, MaskArea area) {
        result.putObject("area")
                .put("mean", area.mean())
                .put("deviationOverRecords", area.deviationOverRecords())
                .put("deviationWithinRecord", area.deviationWithinRecord());
    }

    static void faithfulness(ObjectNode node, Faithfulness.Result result) {
        ObjectNode agreement = node.putObject("agreementAtBudget");
        result.agreement().forEach((budget, share) -> agreement.put(percent(budget), share));
        ObjectNode deletion = node.putObject("deletion");
        result.deletion().forEach((share, distance) -> deletion.put(percent(share), distance));
        ObjectNode insertion = node.putObject("insertion");
        result.insertion().forEach((share, distance) -> insertion.put(percent(share), distance));
        node.put("deletionArea", result.deletionArea());
        node.put("insertionArea", result.insertionArea());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f%%", 100 * share);
    }
}
