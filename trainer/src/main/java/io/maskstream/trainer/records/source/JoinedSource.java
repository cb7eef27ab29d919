package io.maskstream.trainer.records.source;

import io.maskstream.schemas.artifact.Digests;
import io.maskstream.trainer.records.Part;
import io.maskstream.trainer.records.RecordSource;
import io.maskstream.trainer.records.SourceDescription;
import io.maskstream.trainer.records.SourceRecord;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Joins sources that each provide one part of a split, whatever parts they define themselves. */
final class JoinedSource implements RecordSource {

    private final Map<Part, RecordSource> sources;

    JoinedSource(Map<Part, RecordSource> sources) {
        this.sources = new EnumMap<>(sources);
    }

    @Override
    public void forEach(Consumer<SourceRecord> visitor, Consumer<String> skipped) throws IOException {
        for (Map.Entry<Part, RecordSource> source : sources.entrySet()) {
            String part = source.getKey().toString();
            source.getValue()
                    .forEach(
                            read -> visitor.accept(new SourceRecord(read.name(), read.input(), read.label(), part)),
                            skipped);
        }
    }

    @Override
    public SourceDescription describe() throws IOException {
        Map<Part, SourceDescription> descriptions = new EnumMap<>(Part.class);
        SortedMap<String, String> digests = new TreeMap<>();
        boolean lasting = true;
        for (Map.Entry<Part, RecordSource> source : sources.entrySet()) {
            SourceDescription description = source.getValue().describe();
            descriptions.put(source.getKey(), description);
            lasting &= description.sha256() != null;
            digests.put(source.getKey().toString(), description.sha256());
        }
        String name = descriptions.entrySet().stream()
                .map(part -> part.getValue().name() + " (" + part.getKey() + ")")
                .collect(Collectors.joining(", "));
        return new SourceDescription(name, lasting ? Digests.ofDigests(digests) : null);
    }
}
