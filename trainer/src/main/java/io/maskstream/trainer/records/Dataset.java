package io.maskstream.trainer.records;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.UnencodableInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encoded records in memory, without spans, in the order of their {@link RecordSplit}. The original records are read
 * again from the source when needed.
 */
public final class Dataset {

    private static final Logger LOG = LoggerFactory.getLogger(Dataset.class);

    /** Share of the heap for the records; the rest is for computations. */
    private static final double SHARE_OF_HEAP = 0.4;

    /** Memory of an encoded record in addition to its numbers: objects, name, target. */
    private static final int OVERHEAD_BYTES = 200;

    /**
     * The records of one part.
     *
     * @param inputs encoded inputs
     * @param targets target of each record: a value, or the index of a class; {@link Targets#NONE} if there are no
     *     labels
     * @param names location of each record, for messages and reports
     */
    @SuppressWarnings("ArrayRecordComponent") // Holds numbers that only go into a tensor; never compared.
    public record Examples(List<EncodedInput> inputs, float[] targets, List<String> names) {

        /** Returns the number of records. */
        public int size() {
            return inputs.size();
        }

        /** Returns these records followed by others. */
        public Examples with(Examples others) {
            List<EncodedInput> allInputs = new ArrayList<>(inputs);
            allInputs.addAll(others.inputs);
            List<String> allNames = new ArrayList<>(names);
            allNames.addAll(others.names);
            float[] allTargets = Arrays.copyOf(targets, size() + others.size());
            System.arraycopy(others.targets, 0, allTargets, size(), others.size());
            return new Examples(allInputs, allTargets, allNames);
        }

        /** Returns the records as batch examples. */
        public List<Batch.Example> asBatchExamples() {
            return IntStream.range(0, size())
                    .mapToObj(i -> new Batch.Example(inputs.get(i), targets[i]))
                    .toList();
        }
    }

    private final RecordSplit split;
    private final Targets targets;
    private final UnusableRecords unusable;
    private final Map<Part, Examples> examples = new EnumMap<>(Part.class);

    /** Index in the split of each example, by part; unusable records leave gaps. */
    private final Map<Part, int[]> indices = new EnumMap<>(Part.class);

    private Dataset(RecordSplit split, Targets targets, UnusableRecords unusable) {
        this.split = split;
        this.targets = targets;
        this.unusable = unusable;
    }

    /**
     * Returns the default limit of memory for records, in bytes.
     *
     * @return a share of the heap
     */
    public static long memory() {
        return (long) (SHARE_OF_HEAP * Runtime.getRuntime().maxMemory());
    }

    /**
     * Reads and encodes the records of all parts. If they do not fit into memory, a random sample that fits is used.
     *
     * @param input input of the model
     * @param encoding encoding of the input
     * @param targets targets that the labels encode
     * @param memory limit of memory for the records, in bytes; usually {@link #memory()}
     * @throws IOException if the source cannot be read, or too many of its records are unusable
     */
    public static Dataset read(
            RecordSplit split, Manifest.Input input, InputEncoding encoding, Targets targets, long memory)
            throws IOException {
        RecordSplit fitting = fitting(split, input, memory);
        UnusableRecords refused = new UnusableRecords();
        Map<Part, Slots> slots = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            slots.put(part, new Slots(fitting.size(part)));
        }
        fitting.forEach(EnumSet.allOf(Part.class), (part, index, record) -> {
            try {
                slots.get(part).put(index, encoded(record, encoding), target(record, targets), record.name());
            } catch (UnencodableInputException | IllegalArgumentException e) {
                refused.add(record.name() + ": " + e.getMessage() + ".");
            }
        });
        refused.check(fitting.name(), fitting.total(), fitting.rules().skipAtMost());
        refused.addAll(split.unusable());
        if (refused.count() > 0) {
            LOG.warn("{} records were skipped, such as: {}", refused.count(), String.join(" ", refused.first()));
        }
        Dataset dataset = new Dataset(fitting, targets, refused);
        slots.forEach((part, filled) -> {
            dataset.indices.put(part, filled.filled());
            dataset.examples.put(part, filled.examples());
        });
        for (Part part : Part.values()) {
            if (fitting.size(part) > 0 && dataset.examples(part).size() == 0) {
                throw new IOException("None of the " + fitting.size(part) + " records of " + fitting.name() + " for "
                        + part + " can be used: " + String.join(" ", refused.first()));
            }
        }
        return dataset;
    }

    private static RecordSplit fitting(RecordSplit split, Manifest.Input input, long memory) throws IOException {
        int most = (int) Math.min(Integer.MAX_VALUE, memory / bytes(input));
        if (split.total() <= most) {
            return split;
        }
        LOG.warn(String.format(
                Locale.ROOT,
                "Using %2$d of %1$d records, drawn at random: as many as fit into %3$d MB of memory. Give Java more"
                        + " memory (-Xmx), or set --limit.",
                split.total(),
                most,
                memory >> 20));
        return split.limited(most);
    }

    /** Returns the largest size of an encoded record in bytes. */
    private static long bytes(Manifest.Input input) {
        return OVERHEAD_BYTES
                + (input.image() == null
                        ? (long) Integer.BYTES * input.longest()
                        : (long) input.image().channels() * input.longest());
    }

    private static EncodedInput encoded(SourceRecord record, InputEncoding encoding) {
        EncodedInput encoded = encoding.encode(record.input());
        return encoded instanceof TokenSequence tokens ? tokens.withoutSpans() : encoded;
    }

    private static float target(SourceRecord record, Targets targets) {
        if (targets.labelled() && record.label() == null) {
            throw new IllegalArgumentException("it has no label, but other records have one");
        }
        return targets.of(record.label());
    }

    /** Collects the records of a part, which arrive in the order of the source. */
    private static final class Slots {

        private final EncodedInput[] inputs;
        private final float[] targets;
        private final String[] names;

        Slots(int size) {
            inputs = new EncodedInput[size];
            targets = new float[size];
            names = new String[size];
        }

        void put(int index, EncodedInput input, float target, String name) {
            inputs[index] = input;
            targets[index] = target;
            names[index] = name;
        }

        int[] filled() {
            int[] filled = new int[inputs.length];
            int count = 0;
            for (int i = 0; i < inputs.length; i++) {
                if (inputs[i] != null) {
                    filled[count++] = i;
                }
            }
            return Arrays.copyOf(filled, count);
        }

        Examples examples() {
            int[] filled = filled();
            List<EncodedInput> present = new ArrayList<>(filled.length);
            float[] presentTargets = new float[filled.length];
            List<String> presentNames = new ArrayList<>(filled.length);
            for (int i = 0; i < filled.length; i++) {
                present.add(inputs[filled[i]]);
                presentTargets[i] = targets[filled[i]];
                presentNames.add(names[filled[i]]);
            }
            return new Examples(List.copyOf(present), presentTargets, List.copyOf(presentNames));
        }
    }

    /** Returns the records of a part. */
    public Examples examples(Part part) {
        return examples.get(part);
    }

    /**
     * Reads the original records of all examples of a part again.
     *
     * @throws IOException if the source cannot be read, or has changed
     */
    public List<SourceRecord> originals(Part part) throws IOException {
        return originals(part, IntStream.range(0, examples(part).size()).toArray());
    }

    /**
     * Reads the original records of some examples again, to display them or to generate other spellings of molecules.
     *
     * @param wanted distinct indices of the part's examples
     * @return the source's records in the order of {@code wanted}
     * @throws IOException if the source cannot be read, or has changed
     */
    public List<SourceRecord> originals(Part part, int... wanted) throws IOException {
        int[] indexOf = new int[split.size(part)];
        Arrays.fill(indexOf, -1);
        for (int i = 0; i < wanted.length; i++) {
            indexOf[indices.get(part)[wanted[i]]] = i;
        }
        SourceRecord[] originals = new SourceRecord[wanted.length];
        split.forEach(Set.of(part), (same, index, record) -> {
            if (indexOf[index] >= 0) {
                originals[indexOf[index]] = record;
            }
        });
        return List.of(originals);
    }

    /** Returns the split, which a memory limit may have reduced. */
    public RecordSplit split() {
        return split;
    }

    public Targets targets() {
        return targets;
    }

    /** Returns the records that were skipped when the source was split and when its records were encoded. */
    public UnusableRecords unusable() {
        return unusable;
    }
}
