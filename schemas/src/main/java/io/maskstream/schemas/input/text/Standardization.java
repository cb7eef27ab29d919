package io.maskstream.schemas.input.text;

import static io.maskstream.schemas.record.RefusalReason.TOO_COSTLY;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.maskstream.schemas.artifact.TokenInput.Letters;
import io.maskstream.schemas.artifact.TokenInput.TextStep;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.record.Quotes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Standardizes a text step by step before it is split, and tracks the position of each character in the published text.
 * The cost is limited for any patterns and text.
 */
final class Standardization {

    /** Limit for the RE2 instructions of all patterns; Keras' pattern for punctuation has 5. */
    private static final int LARGEST_PROGRAM = 5000;

    /**
     * Limit for the estimated number of executed instructions per text, about a second on one core. Keras' own
     * standardization takes 10 per character.
     */
    static final long MOST_INSTRUCTIONS = 100_000_000;

    /** A counted repetition with its minimum and optional maximum. */
    private static final Pattern REPETITION = Pattern.compile("\\{(\\d{1,9})(?:,(\\d{1,9})?)?\\}");

    /** Limit for the product of all repetition counts in a pattern; RE2 has the same limit for nested repetitions. */
    private static final long MOST_REPETITIONS = 1000;

    /** Limit for the product of the repetition counts and the length of the pattern in characters. */
    private static final long LARGEST_UNFOLDED = 100_000;

    private final List<Step> steps = new ArrayList<>();

    /**
     * Compiles the steps in their order.
     *
     * @throws IllegalArgumentException if RE2 does not accept a pattern, or the patterns are too large
     */
    Standardization(List<TextStep> steps) {
        int program = 0;
        for (TextStep step : steps) {
            if (step.lowercase() != null) {
                this.steps.add((text, budget) -> lowered(text, step.lowercase()));
                continue;
            }
            Pattern pattern = compiled(step.replace());
            program += pattern.programSize();
            if (program > LARGEST_PROGRAM) {
                throw tooLarge();
            }
            this.steps.add(new Replacement(pattern, step.with()));
        }
    }

    /** A step, whose cost is taken from the budget. */
    interface Step {
        LookupText apply(LookupText text, Budget budget);
    }

    /** The remaining cost that a text may cause. */
    static final class Budget {
        private long instructions = MOST_INSTRUCTIONS;

        void take(long count) {
            instructions -= count;
            if (instructions < 0) {
                throw new UnencodableInputException(
                        TOO_COSTLY, "field 'text' takes too long to standardize for the explainer's model");
            }
        }
    }

    private static Pattern compiled(String pattern) {
        checkRepetitions(pattern);
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "field 'standardization' has a pattern that RE2 does not accept: " + Quotes.oneLine(e.getMessage()),
                    e);
        }
    }

    /** The library expands nested repetitions before it reports their size, so they are checked before compilation. */
    private static void checkRepetitions(String pattern) {
        long times = 1;
        Matcher repetitions = REPETITION.matcher(pattern);
        while (repetitions.find()) {
            String most = repetitions.group(2) == null ? repetitions.group(1) : repetitions.group(2);
            times *= Math.max(1, Long.parseLong(most));
            if (times > MOST_REPETITIONS || times * pattern.length() > LARGEST_UNFOLDED) {
                throw tooLarge();
            }
        }
    }

    private static IllegalArgumentException tooLarge() {
        return new IllegalArgumentException("the patterns of field 'standardization' are too large, for example because"
                + " of nested repetitions: together they may have at most " + LARGEST_PROGRAM + " instructions of RE2");
    }

    /** Returns the text after all steps. */
    LookupText apply(String text) {
        LookupText result = LookupText.asPublished(text);
        Budget budget = new Budget();
        for (Step step : steps) {
            result = step.apply(result, budget);
        }
        return result;
    }

    private static LookupText lowered(LookupText text, Letters letters) {
        String characters = text.characters();
        if (letters == Letters.ASCII) {
            StringBuilder lowered = new StringBuilder(characters);
            for (int i = 0; i < lowered.length(); i++) {
                char c = lowered.charAt(i);
                if (c >= 'A' && c <= 'Z') {
                    lowered.setCharAt(i, (char) (c + ('a' - 'A')));
                }
            }
            return text.withCharacters(lowered.toString());
        }
        // The text is lowered as a whole, because a capital sigma has a special form at the end of a word.
        String lowered = characters.toLowerCase(Locale.ROOT);
        if (lowered.length() == characters.length()) {
            return text.withCharacters(lowered);
        }
        LookupText.Derivation derivation = new LookupText.Derivation(text);
        int at = 0;
        for (int i = 0; i < characters.length(); ) {
            int next = i + Character.charCount(characters.codePointAt(i));
            int width = characters.substring(i, next).toLowerCase(Locale.ROOT).length();
            derivation.add(lowered, at, at + width, text.start(i), text.end(next - 1));
            at += width;
            i = next;
        }
        return derivation.text();
    }
}
