package io.maskstream.trainer.records.source;

import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.files.Columns;
import io.maskstream.schemas.files.TableFile;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.records.RecordSource;
import io.maskstream.trainer.records.SourceDescription;
import io.maskstream.trainer.records.SourceRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The ESOL data set of aqueous solubilities in log10 of mol/L (Delaney 2004), as MoleculeNet distributes it. */
final class EsolSource implements RecordSource {

    static final String FILE = "delaney-processed.csv";

    private static final Columns COLUMNS =
            new Columns("smiles", "measured log solubility in mols per litre", null, null);

    private final Path file;
    private final TableSource table;

    /**
     * Locates the file.
     *
     * @param folder folder of the file
     * @throws IOException if the file does not exist; the message says what is expected
     */
    EsolSource(Path folder) throws IOException {
        file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no " + FILE + " in " + folder
                    + "; esol: must name the folder of this file, which is part of MoleculeNet's ESOL data set.");
        }
        table = new TableSource(new TableFile(file, TableFile.Format.COMMAS), COLUMNS, InputKind.MOLECULE);
    }

    @Override
    public void forEach(Consumer<SourceRecord> visitor, Consumer<String> skipped) throws IOException {
        table.forEach(visitor, skipped);
    }

    @Override
    public SourceDescription describe() throws IOException {
        return new SourceDescription("ESOL (Delaney 2004), " + FILE, Digests.sha256(file));
    }
}
