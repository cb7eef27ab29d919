package io.maskstream.trainer.evaluate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Everything that is measured of an explainer, whatever the kind of its records and the sort of its output. */
public final class Evaluation {

    private final Protocol protocol;
    private final List<Measure> measures;

    /**
     * An evaluation.
     *
     * @param extra what is measured beside what is always measured (see {@link ExtraMeasure})
     */
    public Evaluation(Protocol protocol, List<Measure> extra) {
        this.protocol = protocol;
        this.measures = new ArrayList<>(protocol.measures());
        this.measures.addAll(extra);
    }

    /**
     * Measures.
     *
     * @return a tree of figures, named as the README explains them
     */
    public ObjectNode of(ExplainedRecords records) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("records", records.size());
        result.put("parts", protocol.parts());
        measures.forEach(measure -> measure.of(records, result));
        return result;
    }
}
