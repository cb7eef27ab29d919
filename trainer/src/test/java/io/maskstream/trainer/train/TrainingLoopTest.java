package io.maskstream.trainer.train;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.input.InputTensor;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.trainer.records.Batch;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Tests the loop and its checkpoint with a variable to which every step adds its target. */
class TrainingLoopTest {

    private static final TrainingLoop.Schedule FOUR_EPOCHS =
            new TrainingLoop.Schedule(4, new LearningRate(0.1, 0), 1, 2);

    @TempDir
    Path folder;

    private Graph graph;
    private Session session;
    private Variable<TFloat32> sum;
    private TrainingStep step;

    @BeforeEach
    void build() {
        graph = new Graph();
        Ops tf = Ops.create(graph);
        sum = tf.withName("sum").variable(Shape.scalar(), TFloat32.class);
        Placeholder<TFloat32> targets = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
        Operand<TFloat32> target = tf.sum(targets, tf.constant(0));
        step = new TrainingStep(
                InputTensor.ids(0, false),
                tf.placeholder(TInt32.class),
                targets,
                tf.placeholder(TFloat32.class),
                tf.placeholder(TInt64.class),
                tf.assignAdd(sum, target),
                Map.of("loss", target));
        Op start = tf.assign(sum, tf.constant(0f));
        session = new Session(graph);
        session.runner().addTarget(start).run().close();
    }

    @AfterEach
    void close() {
        session.close();
        graph.close();
    }

    @Test
    void goesOverEveryEpochAndReportsItsMeans() throws IOException {
        List<String> observed = new ArrayList<>();

        loop(checkpoint("a"), (epoch, means) -> {
                    observed.add(epoch + " " + means);
                    return "";
                })
                .run(FOUR_EPOCHS, (epoch, random) -> batches(epoch, epoch + 2), false);

        // The epochs have the targets 0 and 2, 1 and 3, 2 and 4, 3 and 5.
        assertThat(sum()).isEqualTo(20f);
        assertThat(observed).containsExactly("1 {loss=1.0}", "2 {loss=2.0}", "3 {loss=3.0}", "4 {loss=4.0}");
    }

    @Test
    void makesTheBatchesOfTheNextEpochWhileOneTrains() throws IOException {
        CompletableFuture<Integer> second = new CompletableFuture<>();

        loop(
                        checkpoint("a"),
                        (epoch, means) ->
                                "after " + second.orTimeout(30, SECONDS).join())
                .run(
                        FOUR_EPOCHS,
                        (epoch, random) -> {
                            if (epoch == 1) {
                                second.complete(epoch);
                            }
                            return batches(1);
                        },
                        false);

        assertThat(sum()).isEqualTo(4f);
    }

    @Test
    void stopsWithASentenceWhenTheLossIsNoNumber() {
        assertThatThrownBy(() -> loop(checkpoint("a"))
                        .run(FOUR_EPOCHS, (epoch, random) -> batches(1, epoch == 1 ? Float.NaN : 1), false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The loss became NaN in epoch 2: try a lower --learning-rate.");
    }

    @Test
    void resumesBehindTheLastSavedEpoch() throws IOException {
        List<Integer> epochs = new ArrayList<>();
        assertThatThrownBy(() -> loop(checkpoint("a")).run(FOUR_EPOCHS, failingIn(3), false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(sum()).isEqualTo(3f);

        loop(checkpoint("a"))
                .run(
                        FOUR_EPOCHS,
                        (epoch, random) -> {
                            epochs.add(epoch);
                            return batches(1);
                        },
                        true);

        // The third epoch was not saved and runs again.
        assertThat(epochs).containsExactly(2, 3);
        assertThat(sum()).isEqualTo(4f);
    }

    @Test
    void endsBetweenTwoStepsAndSaysHowToGoOn() throws IOException {
        TrainingLoop interrupted =
                new TrainingLoop("Training", session, Map.of(1, step), checkpoint("a"), new TrainingLoop.Observer() {
                    @Override
                    public String afterEpoch(int epoch, Map<String, Float> means) {
                        return "";
                    }

                    @Override
                    public void afterStep(double progress, Map<String, Float> reported) {
                        if (progress > 0.75) {
                            Thread.currentThread().interrupt();
                        }
                    }
                });

        assertThatThrownBy(() -> interrupted.run(FOUR_EPOCHS, (epoch, random) -> batches(1, 1), false))
                .isInstanceOf(InterruptedIOException.class)
                .hasMessage("Training was interrupted: the same command with --resume continues after epoch 2.");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(sum()).isEqualTo(7f);
    }

    @Test
    void resumingWithoutACheckpointStartsAfresh() throws IOException {
        loop(checkpoint("a")).run(FOUR_EPOCHS, (epoch, random) -> batches(1), true);

        assertThat(sum()).isEqualTo(4f);
    }

    @Test
    void aTrainingThatIsNotResumedLeavesNothingOfAnEarlierOne() throws IOException {
        loop(checkpoint("a")).run(FOUR_EPOCHS, (epoch, random) -> batches(1), false);

        assertThatThrownBy(() -> loop(checkpoint("b")).run(FOUR_EPOCHS, failingIn(0), false))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(files()).isEmpty();
    }

    @Test
    void keepsTheVariablesOfTheLastCheckpointAlone() throws IOException {
        loop(checkpoint("a")).run(FOUR_EPOCHS, (epoch, random) -> batches(1), false);

        assertThat(files())
                .contains("state.json")
                .noneMatch(name -> name.startsWith("variables-2"))
                .anyMatch(name -> name.startsWith("variables-4"));
    }

    @Test
    void refusesTheCheckpointOfAnotherTraining() throws IOException {
        loop(checkpoint("0.1")).run(FOUR_EPOCHS, (epoch, random) -> batches(1), false);

        assertThatThrownBy(() -> loop(checkpoint("0.2")).run(FOUR_EPOCHS, (epoch, random) -> batches(1), true))
                .isInstanceOf(IOException.class)
                .hasMessage("The checkpoint in " + folder
                        + " belongs to a run with other settings or data (settings rate was \"0.1\" and is now"
                        + " \"0.2\"): use the same ones, or start again without --resume.");
    }

    @Test
    void refusesACheckpointThatIsDamaged() throws IOException {
        loop(checkpoint("a")).run(FOUR_EPOCHS, (epoch, random) -> batches(1), false);
        Files.delete(folder.resolve("variables-4.index"));

        assertThatThrownBy(() -> loop(checkpoint("a")).run(FOUR_EPOCHS, (epoch, random) -> batches(1), true))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("The checkpoint in " + folder + " is damaged")
                .hasMessageContaining("start again without --resume");
    }

    @Test
    void refusesAScheduleWithoutEpochs() {
        assertThatThrownBy(() -> new TrainingLoop.Schedule(0, new LearningRate(0.1, 0), 1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("training needs at least one epoch, not 0");
    }

    private Checkpoint checkpoint(String rate) {
        ObjectNode training = JsonNodeFactory.instance.objectNode();
        training.putObject("settings").put("rate", rate).put("batch", 32);
        return new Checkpoint(folder, training);
    }

    private TrainingLoop loop(Checkpoint checkpoint) {
        return loop(checkpoint, (epoch, means) -> "");
    }

    private TrainingLoop loop(Checkpoint checkpoint, TrainingLoop.Observer observer) {
        return new TrainingLoop("Training", session, Map.of(1, step), checkpoint, observer);
    }

    private static TrainingLoop.Epochs failingIn(int failing) {
        return (epoch, random) -> {
            if (epoch == failing) {
                throw new IllegalArgumentException("killed");
            }
            return batches(1);
        };
    }

    /** Returns one batch of one sequence for each target. */
    private static List<Batch> batches(float... targets) {
        List<Batch> batches = new ArrayList<>();
        for (float target : targets) {
            batches.add(new Batch(1, List.of(new TokenSequence(new int[] {1}, List.of())), new float[] {target}));
        }
        return batches;
    }

    private float sum() {
        try (Result result = session.runner().fetch(sum).run()) {
            return ((TFloat32) result.get(0)).getFloat();
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
