package io.maskstream.trainer.evaluate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.trainer.evaluate.measure.FinishedSteps;
import io.maskstream.trainer.evaluate.measure.Measure;
import io.maskstream.trainer.evaluate.measure.Trial;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that is measured of an explainer, whatever the kind of its records and the sort of its output. */
public final class Evaluation {

    /** Says in the figures that they are those of a brief evaluation. */
    public static final String BRIEF = "brief";

    private static final Logger LOG = LoggerFactory.getLogger(Evaluation.class);

    private final Protocol protocol;
    private final List<Measure> measures;
    private final boolean brief;

    /**
     * An evaluation.
     *
     * @param extra what is measured beside what is always measured (see {@link ExtraMeasure})
     */
    public Evaluation(Protocol protocol, List<Measure> extra) {
        this(protocol, extra, false);
    }

    private Evaluation(Protocol protocol, List<Measure> extra, boolean brief) {
        this.protocol = protocol;
        this.brief = brief;
        this.measures = protocol.measures(brief);
        this.measures.addAll(extra);
    }

    /** One of quality, agreement and curves alone, without what has to be trained or asked for stability and leaks. */
    public static Evaluation brief(Protocol protocol, List<Measure> extra) {
        return new Evaluation(protocol, extra, true);
    }

    /**
     * Measures.
     *
     * @param records that are evaluated on
     * @param others records beside those, such as the fit's own, for what is learnt or averaged; may be empty
     * @param finished what an earlier run of the same evaluation has computed
     * @return a tree of figures, named as the README explains them
     */
    public ObjectNode of(ExplainedRecords records, ExplainedRecords others, FinishedSteps finished) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        Trial trial = protocol.trial(records, others, finished);
        result.put("records", trial.all().size());
        result.put("parts", protocol.parts());
        if (brief) {
            result.put(BRIEF, true);
        }
        for (int i = 0; i < measures.size(); i++) {
            Measure measure = measures.get(i);
            LOG.info("Step {} of {}: {}.", i + 1, measures.size(), measure.title());
            result.setAll(finished.figures(measure, trial, result));
        }
        return result;
    }
}
