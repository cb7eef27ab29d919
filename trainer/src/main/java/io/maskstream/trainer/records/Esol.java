package io.maskstream.trainer.records;

import io.maskstream.schemas.input.molecule.SmilesAtoms;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
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
     * @throws IOException if it is missing, lacks a column, has no rows, or a row of it has no SMILES or no number; names the row
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
            CSVParser rows = format.parse(reader);
            for (String column : List.of(SMILES, TARGET)) {
                if (!rows.getHeaderNames().contains(column)) {
                    throw new IOException(file + " has no column '" + column + "'; it has " + rows.getHeaderNames());
                }
            }
            for (CSVRecord row : rows) {
                molecules.add(molecule(file, row));
            }
        }
        if (molecules.isEmpty()) {
            throw new IOException(file + " has no rows.");
        }
        return molecules;
    }

    private static Molecule molecule(Path file, CSVRecord row) throws IOException {
        try {
            String smiles = row.get(SMILES).strip();
            if (smiles.isEmpty()) {
                throw new IllegalArgumentException("field '" + SMILES + "' is empty");
            }
            return new Molecule(
                    smiles, SmilesEnumeration.canonical(SmilesAtoms.parse(smiles)), number(row.get(TARGET)));
        } catch (RuntimeException e) {
            throw new IOException("Row " + row.getRecordNumber() + " of " + file + ": " + e.getMessage(), e);
        }
    }

    private static float number(String value) {
        float number;
        try {
            number = Float.parseFloat(value);
        } catch (NumberFormatException e) {
            number = Float.NaN;
        }
        if (!Float.isFinite(number)) {
            throw new IllegalArgumentException("field '" + TARGET + "' is no number: '" + value + "'");
        }
        return number;
    }
}
