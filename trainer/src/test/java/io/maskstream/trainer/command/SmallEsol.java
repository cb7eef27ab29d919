package io.maskstream.trainer.command;

import io.maskstream.trainer.records.Esol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file like ESOL's: 60 molecules whose made-up solubility falls by carbon and chlorine and rises by oxygen. */
final class SmallEsol {

    /** The number of its molecules. */
    static final int MOLECULES = 60;

    private SmallEsol() {}

    /** Writes it into a folder. */
    static void write(Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("Compound ID,measured log solubility in mols per litre,smiles");
        for (int carbons = 1; carbons <= 12; carbons++) {
            String chain = "C".repeat(carbons);
            add(lines, chain, -0.5 * carbons);
            add(lines, chain + "O", 1.5 - 0.5 * carbons);
            add(lines, chain + "N", 1.2 - 0.5 * carbons);
            add(lines, chain + "Cl", -1 - 0.5 * carbons);
            add(lines, chain + "c1ccc(Cl)cc1", -3.5 - 0.5 * carbons);
        }
        Files.createDirectories(folder);
        Files.write(folder.resolve(Esol.FILE), lines);
    }

    private static void add(List<String> lines, String smiles, double solubility) {
        lines.add("\"made up, no. " + lines.size() + "\"," + solubility + "," + smiles);
    }
}
