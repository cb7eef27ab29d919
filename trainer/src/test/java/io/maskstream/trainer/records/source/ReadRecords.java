package io.maskstream.trainer.records.source;

import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Review;
import io.maskstream.trainer.records.RecordSource;
import io.maskstream.trainer.records.SourceRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** All records of a source. */
record ReadRecords(List<SourceRecord> records, List<String> skipped) {

    static ReadRecords of(RecordSource source) throws IOException {
        ReadRecords read = new ReadRecords(new ArrayList<>(), new ArrayList<>());
        source.forEach(read.records::add, read.skipped::add);
        return read;
    }

    /** Opens and reads the source that a command line names. */
    static ReadRecords of(InputKind kind, String... arguments) throws IOException {
        return of(open(kind, arguments));
    }

    static RecordSource open(InputKind kind, String... arguments) throws IOException {
        return CommandLine.populateCommand(new RecordOptions(), arguments).open(kind);
    }

    /** Returns texts and SMILES strings, or the lengths of images in bytes. */
    List<String> inputs() {
        return records.stream().map(record -> shown(record.input())).toList();
    }

    private static String shown(Object input) {
        if (input instanceof Review review) {
            return review.getText();
        }
        return input instanceof Molecule molecule
                ? molecule.getSmiles()
                : Integer.toString(((Image) input).getData().remaining());
    }

    List<String> labels() {
        return records.stream().map(SourceRecord::label).toList();
    }

    List<String> parts() {
        return records.stream().map(SourceRecord::part).toList();
    }

    List<String> names() {
        return records.stream().map(SourceRecord::name).toList();
    }
}
