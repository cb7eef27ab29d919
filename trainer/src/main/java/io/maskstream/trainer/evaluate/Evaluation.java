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

/** Measures an explainer, for any kind of record and any form of output. */
public final class Evaluation {

    /** Field that marks figures as those of a brief evaluation. */
    public static final String BRIEF = "brief";

    private static final Logger LOG = LoggerFactory.getLogger(Evaluation.class);

    private final Protocol protocol;
    private final List<Measure> measures;
    private final boolean brief;

    /**
     * Creates an evaluation.
     *
     * @param extra measures in addition to those of the protocol (see {@link ExtraMeasure})
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

    /**
     * Creates a brief evaluation: quality, agreement and curves, without the networks that have to be trained and
     * without stability and leaks.
     */
    public static Evaluation brief(Protocol protocol, List<Measure> extra) {
        return new Evaluation(protocol, extra, true);
    }

    /**
     * Runs the evaluation.
     *
     * @param records on which the explainer is evaluated
     * @param others other records, such as those of the fit, for training and for averages; may be empty
     * @param finished steps that an earlier run of the same evaluation has computed
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
