package io.maskstream.trainer.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.progress.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Assigns the records of a source to training, validation and testing. It does not hold the records: the source is read
 * once to split it, and again whenever the records are needed.
 */
public final class RecordSplit {

    /** Text in manifests for a random split; {@link #exposure} compares a model's card with it. */
    private static final String RANDOM = "random 80/10/10";

    /**
     * The rules of a split.
     *
     * @param seed seed of the random split; the same seed splits the same records in the same way
     * @param heldOut share of the training records to hold out for a part that the source does not define although it
     *     defines others, in (0,1)
     * @param skipAtMost largest share of unusable records, in [0,1]
     */
    public record Rules(long seed, double heldOut, double skipAtMost) {

        public static final double HELD_OUT = 0.1;
        public static final double SKIP_AT_MOST = 0.05;

        public Rules {
            if (!(heldOut > 0 && heldOut < 1)) {
                throw new IllegalArgumentException("--held-out must be between 0 and 1, not " + heldOut + ".");
            }
            if (!(skipAtMost >= 0 && skipAtMost <= 1)) {
                throw new IllegalArgumentException("--skip-at-most must be from 0 to 1, not " + skipAtMost + ".");
            }
        }
    }

    /** Whether a model was trained on its test records. */
    public enum Exposure {
        /** It was not: its card describes the same split of the same records. */
        UNSEEN,
        /** It was trained on some of them: its card describes another split of the same records. */
        SEEN,
        /** Its card does not say. */
        NOT_KNOWN;

        /** Returns a phrase for reports. */
        @Override
        public String toString() {
            return switch (this) {
                case UNSEEN -> "the model was not trained on the test records";
                case SEEN -> "the model was trained on some of the test records";
                case NOT_KNOWN -> "it is not known whether the model was trained on the test records";
            };
        }
    }

    /** Receives records as they are read. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Receives a record.
         *
         * @param index index of the record in its part
         */
        void accept(Part part, int index, SourceRecord input);
    }

    private record Entry(int ordinal, RecordGroup group, Part part) {}

    private final RecordSource source;
    private final SourceDescription description;
    private final Rules rules;
    private final LabelCounts labels;
    private final UnusableRecords unusable;

    /** Number of readable records when the source was split. */
    private final int visited;

    private final boolean random;

    /** Number of records dropped because they are copies of records of other parts. */
    private final int leftOut;

    /** Positions in the source of each part's records, in the order of the part. */
    private final Map<Part, int[]> ordinals;

    /** Number of records drawn; null without a limit. */
    private final Integer limit;

    private RecordSplit(
            RecordSource source,
            SourceDescription description,
            Rules rules,
            Reading reading,
            boolean random,
            Map<Part, int[]> ordinals) {
        this.source = source;
        this.description = description;
        this.rules = rules;
        this.labels = reading.labels;
        this.unusable = reading.unusable;
        this.visited = reading.visited;
        this.random = random;
        this.leftOut = reading.entries.size()
                - ordinals.values().stream().mapToInt(part -> part.length).sum();
        this.ordinals = ordinals;
        this.limit = null;
    }

    private RecordSplit(RecordSplit whole, Map<Part, int[]> ordinals, int limit) {
        this.source = whole.source;
        this.description = whole.description;
        this.rules = whole.rules;
        this.labels = whole.labels;
        this.unusable = whole.unusable;
        this.visited = whole.visited;
        this.random = whole.random;
        this.leftOut = whole.leftOut;
        this.ordinals = ordinals;
        this.limit = limit;
    }

    /**
     * Splits the records of a source. If the source defines parts, these are used, and a share of the training records
     * is held out for a part that it does not define. Otherwise the split is random: 80% for training, 10% for
     * validation and 10% for testing. Copies of an input stay in one part; if the source has copies in several parts,
     * those for testing take precedence, then those for validation.
     *
     * @throws IOException if the source cannot be read, too many of its records are unusable, or there are too few; the
     *     message says what to do
     */
    public static RecordSplit of(RecordSource source, Rules rules) throws IOException {
        Reading reading = Reading.of(source, rules);
        boolean random = reading.entries.stream().allMatch(entry -> entry.part == null);
        RandomSplit<Entry> split =
                random ? RandomSplit.random(reading.entries, Entry::group, rules.seed) : given(reading.entries, rules);
        SourceDescription description = source.describe();
        if (split.train().isEmpty() || split.test().isEmpty()) {
            throw new IOException("The " + reading.entries.size() + " records of " + description.name()
                    + " are too few to split into training and test records: provide at least ten distinct records.");
        }
        Map<Part, int[]> ordinals = new EnumMap<>(Part.class);
        ordinals.put(Part.TRAIN, ordinals(split.train()));
        ordinals.put(Part.VALIDATION, ordinals(split.validation()));
        ordinals.put(Part.TEST, ordinals(split.test()));
        return new RecordSplit(source, description, rules, reading, random, ordinals);
    }

    /**
     * Uses all records of a source for testing, whatever parts it defines.
     *
     * @throws IOException if the source cannot be read, too many of its records are unusable, or there are none
     */
    public static RecordSplit allForTest(RecordSource source, Rules rules) throws IOException {
        Reading reading = Reading.of(source, rules);
        Map<Part, int[]> ordinals = new EnumMap<>(Part.class);
        ordinals.put(Part.TRAIN, new int[0]);
        ordinals.put(Part.VALIDATION, new int[0]);
        ordinals.put(Part.TEST, ordinals(reading.entries));
        return new RecordSplit(source, source.describe(), rules, reading, false, ordinals);
    }

    private static RandomSplit<Entry> given(List<Entry> entries, Rules rules) {
        List<Entry> test = part(entries, Part.TEST);
        List<Entry> validation = without(part(entries, Part.VALIDATION), test);
        List<Entry> train = entries.stream()
                .filter(entry -> entry.part == null || entry.part == Part.TRAIN)
                .toList();
        if (!test.isEmpty() && !validation.isEmpty()) {
            return new RandomSplit<>(without(without(train, test), validation), validation, test);
        }
        if (!test.isEmpty()) {
            return RandomSplit.heldOut(train, test, Entry::group, rules.heldOut, rules.seed);
        }
        RandomSplit<Entry> held = RandomSplit.heldOut(train, validation, Entry::group, rules.heldOut, rules.seed);
        return new RandomSplit<>(held.train(), validation, held.validation());
    }

    private static List<Entry> part(List<Entry> entries, Part part) {
        return entries.stream().filter(entry -> entry.part == part).toList();
    }

    private static List<Entry> without(List<Entry> entries, List<Entry> others) {
        Set<RecordGroup> groups = others.stream().map(Entry::group).collect(Collectors.toSet());
        return entries.stream().filter(entry -> !groups.contains(entry.group)).toList();
    }

    private static int[] ordinals(List<Entry> entries) {
        return entries.stream().mapToInt(Entry::ordinal).toArray();
    }

    /** The first pass over a source. */
    private static final class Reading {

        private final LabelCounts labels = new LabelCounts();
        private final UnusableRecords unusable = new UnusableRecords();
        private final List<Entry> entries = new ArrayList<>();
        private int visited;

        static Reading of(RecordSource source, Rules rules) throws IOException {
            Reading reading = new Reading();
            String name;
            try (Progress progress = new Progress("Reading", "records", -1)) {
                source.forEach(
                        record -> {
                            progress.done(1);
                            reading.take(record);
                        },
                        reading.unusable::add);
                name = source.describe().name();
            }
            // The visited records do not include those that the source itself could not read.
            int total = reading.entries.size() + reading.unusable.count();
            if (total == 0) {
                throw new IOException("There are no records in " + name + ".");
            }
            reading.unusable.check(name, total, rules.skipAtMost);
            return reading;
        }

        private void take(SourceRecord input) {
            int ordinal = visited++;
            Part part = null;
            if (input.part() != null) {
                part = Part.of(input.part());
                if (part == null) {
                    unusable.add(input.name() + ": '" + input.part()
                            + "' is not a part of a split; use train, validation or test.");
                    return;
                }
            }
            try {
                entries.add(new Entry(ordinal, RecordGroup.of(input.input()), part));
            } catch (RuntimeException e) {
                // Libraries throw undocumented exceptions, which only the record can have caused.
                unusable.add(input.name() + ": " + e.getMessage() + ".");
                return;
            }
            if (input.label() != null) {
                labels.add(input.label(), input.name());
            }
        }
    }

    /**
     * Returns a split of fewer records.
     *
     * @param most total number of records in all parts, drawn at random by the seed
     * @throws IOException if no training records or no test records would be left
     */
    public RecordSplit limited(int most) throws IOException {
        int total = total();
        if (most >= total) {
            return this;
        }
        List<Integer> chosen = IntStream.range(0, total).boxed().collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(chosen, new Random(rules.seed));
        boolean[] taken = new boolean[total];
        chosen.subList(0, most).forEach(place -> taken[place] = true);
        Map<Part, int[]> limited = new EnumMap<>(Part.class);
        int start = 0;
        for (Map.Entry<Part, int[]> part : ordinals.entrySet()) {
            int[] all = part.getValue();
            int first = start;
            limited.put(
                    part.getKey(),
                    IntStream.range(0, all.length)
                            .filter(i -> taken[first + i])
                            .map(i -> all[i])
                            .toArray());
            start += all.length;
            if (part.getKey() != Part.VALIDATION && all.length > 0 && limited.get(part.getKey()).length == 0) {
                throw new IOException(most + " of the " + total + " records of " + description.name()
                        + " are too few to split into training and test records: use a larger --limit.");
            }
        }
        return new RecordSplit(this, limited, most);
    }

    /** Returns the number of records of a part. */
    public int size(Part part) {
        return ordinals.get(part).length;
    }

    /** Returns the number of records of all parts. */
    public int total() {
        return ordinals.values().stream().mapToInt(part -> part.length).sum();
    }

    /** Returns the labels of all usable records, including those dropped by a limit. */
    public LabelCounts labels() {
        return labels;
    }

    /** Returns the records that were skipped when the source was split. */
    public UnusableRecords unusable() {
        return unusable;
    }

    Rules rules() {
        return rules;
    }

    /** Returns the name of the source. */
    public String name() {
        return description.name();
    }

    /**
     * Reads the records of some parts again, in the order of the source.
     *
     * @param parts parts to read
     * @throws IOException if the source cannot be read, or has changed since it was split
     */
    public void forEach(Set<Part> parts, Visitor visitor) throws IOException {
        Part[] partOf = new Part[visited];
        int[] indexOf = new int[visited];
        for (Part part : parts) {
            int[] all = ordinals.get(part);
            for (int i = 0; i < all.length; i++) {
                partOf[all[i]] = part;
                indexOf[all[i]] = i;
            }
        }
        AtomicInteger count = new AtomicInteger();
        try (Progress progress = new Progress("Reading", "records", visited)) {
            source.forEach(
                    input -> {
                        int ordinal = count.getAndIncrement();
                        progress.done(1);
                        if (ordinal < visited && partOf[ordinal] != null) {
                            visitor.accept(partOf[ordinal], indexOf[ordinal], input);
                        }
                    },
                    sentence -> {}); // They were counted when the source was split.
        }
        if (count.get() != visited) {
            throw new IOException("The records of " + description.name() + " changed while they were read: there were "
                    + visited + " and are now " + count + "; start again.");
        }
    }

    /**
     * Returns whether a model was trained on the test records.
     *
     * @param training training entry of the model's card; may be null
     */
    public Exposure exposure(JsonNode training) {
        JsonNode data = training == null ? null : training.get("data");
        if (data == null
                || description.sha256() == null
                || !description.sha256().equals(data.path("sha256").asText())) {
            return Exposure.NOT_KNOWN;
        }
        boolean sameRule = random == data.path("split").asText().startsWith(RANDOM);
        if (sameRule && (!random || data.path("splitSeed").asLong() == rules.seed)) {
            return Exposure.UNSEEN;
        }
        return Exposure.SEEN;
    }

    /**
     * Writes the description of the split for manifests and cards. Together with the source it reproduces the split.
     */
    public void describe(ObjectNode data) {
        data.put("name", description.name());
        if (description.sha256() != null) {
            data.put("sha256", description.sha256());
        }
        data.put("split", rule()).put("splitSeed", rules.seed).put("heldOut", rules.heldOut);
        if (limit != null) {
            data.put("limit", limit);
        }
        ordinals.forEach((part, all) -> data.put(part.toString(), all.length));
        data.put("skipped", unusable.count()).put("copiesLeftOut", leftOut);
    }

    private String rule() {
        if (random) {
            return RANDOM + ", copies of an input on one side";
        }
        return size(Part.TRAIN) == 0
                ? "all for testing"
                : "the records' own, copies of an input on one side; parts that they do not name held out at random";
    }
}
