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

/** A reference network for one kind of input, and how to train it on records of that kind. */
public interface Recipe {

    /**
     * The encoding of records as tensors.
     *
     * @param vocabulary vocabulary of the encoding; empty if it has none
     */
    record Encoded(Manifest.Input input, InputEncoding encoding, List<String> vocabulary) {}

    /**
     * The plan of a training run on some records.
     *
     * @param trained inputs for training, by length in tokens or pixels
     * @param exported inputs for prediction, by length in tokens or pixels
     * @param optimizer factory of the optimizer
     * @param schedule number of epochs and learning rate
     * @param epochs batches of each epoch
     * @param further additional fields for the training entry of the card
     */
    record Plan(
            Architecture architecture,
            SortedMap<Integer, InputTensor> trained,
            SortedMap<Integer, InputTensor> exported,
            Optimizer.Factory optimizer,
            TrainingLoop.Schedule schedule,
            TrainingLoop.Epochs epochs,
            ObjectNode further) {}

    /** Returns the name of the architecture. */
    String name();

    /** Returns the training settings for the card. A run can only be resumed with the same settings. */
    JsonNode settings();

    /** Returns the configuration of the training session. */
    ConfigProto session(ComputeDevice device);

    /**
     * Determines the encoding from the records.
     *
     * @throws IOException if the records cannot be read
     */
    Encoded encoded(RecordSplit split) throws IOException;

    /**
     * Plans the training run.
     *
     * @param head the network's last layer
     * @throws IOException if the records cannot be read again
     */
    Plan plan(Dataset dataset, Encoded encoded, OutputHead head) throws IOException;

    /** Returns the graph to write, given the trained graph. */
    default GraphDef exported(GraphDef constants) {
        return constants;
    }
}
