package io.maskstream.trainer;

import io.maskstream.trainer.frozen.Smiles2VecTraining;
import io.maskstream.trainer.graph.ComputeDevice;
import java.nio.file.Path;

/** temporary */
public final class Trainer {
    public static void main(String[] a) throws Exception {
        double dropout = Double.parseDouble(System.getProperty("dropout", "0.1"));
        double td = Double.parseDouble(System.getProperty("td", "0"));
        int epochs = Integer.getInteger("epochs", 100);
        int gru = Integer.getInteger("gru", 96);
        double lr = Double.parseDouble(System.getProperty("lr", "0.002"));
        new Smiles2VecTraining(
                        new Smiles2VecTraining.Settings(
                                Long.parseLong(a[2]), 1, epochs, 32, lr, 0.01, 48, 96, gru, dropout, td),
                        ComputeDevice.take(ComputeDevice.Choice.AUTO))
                .run(Path.of(a[0]), Path.of(a[1]), false);
    }
}
