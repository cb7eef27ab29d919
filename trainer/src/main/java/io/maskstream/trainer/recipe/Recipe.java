package io.maskstream.trainer.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.InputTensor;
import io.maskstream.trainer.records.Dataset;
import io.maskstream.trainer.records.RecordSplit;
import io.maskstream.trainer.tensor.ComputeDevice;
import io.maskstream.trainer.tensor.Optimizer;
import io.maskstream.trainer.train.TrainingLoop;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;

/** A reference network for one kind of record, and how it is trained on any records of the kind. */
public interface Recipe {

    /**
     * How records become tensors.
     *
     * @param vocabulary of the encoding; empty where it has none
     */
    record Encoded(Manifest.Input input, InputEncoding encoding, List<String> vocabulary) {}

    /**
     * What is trained on some records.
     *
     * @param trained inputs to train on, by their length in tokens or pixels
     * @param exported inputs to predict on, likewise
     * @param optimizer makes the one that trains
     * @param schedule how long and how fast
     * @param epochs what each epoch shows
     * @param further what else there is to tell of the training, by name, for the card
     */
    record Plan(
            Architecture architecture,
            SortedMap<Integer, InputTensor> trained,
            SortedMap<Integer, InputTensor> exported,
            Optimizer.Factory optimizer,
            TrainingLoop.Schedule schedule,
            TrainingLoop.Epochs epochs,
            ObjectNode further) {}

    /** The architecture, in words. */
    String name();

    /** How it is trained, for the card; a training is resumed with the same settings only. */
    JsonNode settings();

    /** Settings of the session in which it is trained. */
    ConfigProto session(ComputeDevice device);

    /**
     * Looks at the records.
     *
     * @throws IOException if they cannot be read
     */
    Encoded encoded(RecordSplit split) throws IOException;

    /**
     * Plans the training.
     *
     * @param head the network's last layer
     * @throws IOException if the records cannot be read again
     */
    Plan plan(Dataset dataset, Encoded encoded, OutputHead head) throws IOException;

    /** What is written of the trained graph. */
    default GraphDef exported(GraphDef constants) {
        return constants;
    }
}
