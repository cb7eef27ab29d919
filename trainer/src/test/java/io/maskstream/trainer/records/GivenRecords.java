package io.maskstream.trainer.records;

import io.maskstream.schemas.record.Review;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A source of records given by a test. */
final class GivenRecords implements RecordSource {

    private final List<SourceRecord> records = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();

    GivenRecords with(Object input, String label, String part) {
        records.add(new SourceRecord("record " + records.size(), input, label, part));
        return this;
    }

    GivenRecords with(String text, String label, String part) {
        return with(new Review(text), label, part);
    }

    GivenRecords withUnreadable(String sentence) {
        unreadable.add(sentence);
        return this;
    }

    void remove(int index) {
        records.remove(index);
    }

    @Override
    public void forEach(Consumer<SourceRecord> visitor, Consumer<String> skipped) {
        records.forEach(visitor);
        unreadable.forEach(skipped);
    }

    @Override
    public SourceDescription describe() {
        return new SourceDescription("given", "0".repeat(64));
    }
}
