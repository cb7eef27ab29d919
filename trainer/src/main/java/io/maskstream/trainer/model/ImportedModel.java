package io.maskstream.trainer.model;

import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.GraphDef;

/**
 * What a signature of a SavedModel computes, as a graph without functions, variables, loops and branches.
 *
 * @param graph of constants; a recurrent layer's outputs at all positions, [batch, length, units], are the nodes whose
 *     names end in {@value #SEQUENCE}, even where the model uses the last position alone
 * @param inputs the placeholders; that of a model for texts takes the ids behind its look-up, int32 [batch, length]
 * @param outputs the signature's
 * @param lookup what was cut off in front of the ids, if the model takes texts
 * @param notes sentences on what was changed, and what that costs
 * @param steps into which loops were unrolled
 */
public record ImportedModel(
        GraphDef graph,
        List<Port> inputs,
        List<Port> outputs,
        Optional<TextLookup> lookup,
        List<String> notes,
        int steps) {

    /** End of the name of a node that has a recurrent layer's outputs at all positions. */
    public static final String SEQUENCE = "/maskstream_sequence";

    public ImportedModel {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        notes = List.copyOf(notes);
    }
}
