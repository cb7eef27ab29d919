package io.maskstream.trainer.model;

import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.GraphDef;

/**
 * A signature of a SavedModel as a graph without functions, variables, loops and branches.
 *
 * @param graph whose weights are constants; nodes whose names end in {@value #SEQUENCE} are the outputs of recurrent
 *     layers at all positions, [batch, length, units], even where the model uses only the last position
 * @param inputs the placeholders; for a model that takes texts, the token ids after its look-up, int32 [batch, length]
 * @param outputs of the signature
 * @param lookup the text processing that was cut off before the ids, if the model takes texts
 * @param notes sentences about what the import changed, and what that costs
 * @param steps number of steps into which loops were unrolled
 */
public record ImportedModel(
        GraphDef graph,
        List<Port> inputs,
        List<Port> outputs,
        Optional<TextLookup> lookup,
        List<String> notes,
        int steps) {

    /** Suffix of the name of a node with the outputs of a recurrent layer at all positions. */
    public static final String SEQUENCE = "/maskstream_sequence";

    public ImportedModel {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        notes = List.copyOf(notes);
    }
}
