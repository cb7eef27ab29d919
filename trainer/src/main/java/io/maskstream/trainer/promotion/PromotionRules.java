package io.maskstream.trainer.promotion;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules for promoting a candidate.
 *
 * @param records number of most recent compared records to evaluate, at least 1
 * @param thresholds thresholds of the conditions that apply
 */
public record PromotionRules(int records, Map<Condition, Double> thresholds) {

    private static final String RECORDS = "records";
    private static final int USUAL_RECORDS = 1000;
    private static final String OFF = "off";

    public PromotionRules {
        thresholds = Map.copyOf(thresholds);
    }

    /** Returns the default rules: all conditions with their default thresholds, over 1000 records. */
    public static PromotionRules usual() {
        Map<Condition, Double> thresholds = new EnumMap<>(Condition.class);
        for (Condition condition : Condition.values()) {
            thresholds.put(condition, condition.usual());
        }
        return new PromotionRules(USUAL_RECORDS, thresholds);
    }

    /** Returns these rules over another number of records. */
    public PromotionRules over(int otherRecords) {
        return new PromotionRules(otherRecords, thresholds);
    }

    /**
     * Reads a properties file: {@code records}, and for each condition a threshold or {@code off}. Other rules keep
     * their defaults.
     *
     * @throws IOException if the file cannot be read or contains an unknown name or an invalid value
     */
    public static PromotionRules read(Path file) throws IOException {
        Properties given = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            given.load(reader);
        } catch (IllegalArgumentException e) {
            throw new IOException("The rules in " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
        int records = USUAL_RECORDS;
        Map<Condition, Double> thresholds = new EnumMap<>(usual().thresholds());
        for (String name : given.stringPropertyNames()) {
            String value = given.getProperty(name).strip();
            if (name.equals(RECORDS)) {
                records = records(file, value);
            } else if (value.equalsIgnoreCase(OFF)) {
                thresholds.remove(condition(file, name));
            } else {
                thresholds.put(condition(file, name), number(file, name, value));
            }
        }
        return new PromotionRules(records, thresholds);
    }

    private static int records(Path file, String value) throws IOException {
        if (!value.matches("[1-9][0-9]{0,8}")) {
            throw new IOException(
                    "In " + file + ", " + RECORDS + " must be a whole number of at least 1, not " + value + ".");
        }
        return Integer.parseInt(value);
    }

    private static Condition condition(Path file, String name) throws IOException {
        return Stream.of(Condition.values())
                .filter(condition -> condition.code().equals(name))
                .findFirst()
                .orElseThrow(() -> new IOException("In " + file + ", " + name + " is not a rule; the rules are "
                        + RECORDS
                        + ", "
                        + Stream.of(Condition.values()).map(Condition::code).collect(Collectors.joining(", ")) + "."));
    }

    private static double number(Path file, String name, String value) throws IOException {
        try {
            double number = Double.parseDouble(value);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw notANumber(file, name, value, e);
        }
        throw notANumber(file, name, value, null);
    }

    private static IOException notANumber(Path file, String name, String value, Exception cause) {
        return new IOException(
                String.format(Locale.ROOT, "In %s, %s must be a number or off, not %s.", file, name, value), cause);
    }

    /** Returns the conditions that do not hold, in the order of {@link Condition}. */
    public List<Condition> broken(ShadowFigures figures) {
        return Stream.of(Condition.values())
                .filter(thresholds::containsKey)
                .filter(condition -> !condition.holds(figures, thresholds.get(condition)))
                .toList();
    }
}
