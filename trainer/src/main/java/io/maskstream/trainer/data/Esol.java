package io.maskstream.trainer.data;

import io.maskstream.schemas.encoding.SmilesAtoms;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** The ESOL data set of aqueous solubilities (Delaney 2004), as MoleculeNet distributes it. */
public final class Esol {

    public static final String FILE = "delaney-processed.csv";

    private static final String SMILES = "smiles";
    private static final String TARGET = "measured log solubility in mols per litre";

    private Esol() {}

    /**
     * One measurement.
     *
     * @param smiles as in the file, without surrounding white space
     * @param canonical the same for every way to write the molecule; repeated molecules share it
     * @param logSolubility log10 of mol/L
     */
    public record Molecule(String smiles, String canonical, float logSolubility) {}

    /**
     * Reads {@code delaney-processed.csv}.
     *
     * @param folder that holds the file
     * @throws IOException if it is missing, or a row of it has no SMILES or no number; names the row
     */
    public static List<Molecule> read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no " + FILE + " in " + folder
                    + "; it is part of MoleculeNet's ESOL data set, and --data must name its folder.");
        }
        List<Molecule> molecules = new ArrayList<>();
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (Reader reader = Files.newBufferedReader(file)) {
            for (CSVRecord row : format.parse(reader)) {
                molecules.add(molecule(file, row));
            }
        }
        return molecules;
    }

    private static Molecule molecule(Path file, CSVRecord row) throws IOException {
        try {
            String smiles = row.get(SMILES).strip();
            return new Molecule(
                    smiles, SmilesEnumeration.canonical(SmilesAtoms.parse(smiles)), Float.parseFloat(row.get(TARGET)));
        } catch (RuntimeException e) {
            throw new IOException("Row " + row.getRecordNumber() + " of " + file + ": " + e.getMessage(), e);
        }
    }
}
