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
 * What is done to a text before it is cut, step by step; where each character stood in the text as it was published stays
 * known. What it costs is bounded, whatever the patterns and the text.
 */
final class Standardization {

    /** Instructions of RE2's machine for all patterns; those of Keras for punctuation have 5. */
    private static final int LARGEST_PROGRAM = 5000;

    /** Instructions that are run for one text, or rather a bound to them: a second of one core; Keras' own takes 10 a character. */
    static final long MOST_INSTRUCTIONS = 100_000_000;

    /** A counted repetition: its least, and its most, if it has one. */
    private static final Pattern REPETITION = Pattern.compile("\\{(\\d{1,9})(?:,(\\d{1,9})?)?\\}");

    /** All counts of a pattern multiplied; RE2 itself takes no more of those that are nested. */
    private static final long MOST_REPETITIONS = 1000;

    /** That, times the length of the pattern in characters. */
    private static final long LARGEST_UNFOLDED = 100_000;

    private final List<Step> steps = new ArrayList<>();

    /**
     * Of some steps, in their order.
     *
     * @throws IllegalArgumentException if a pattern is none of RE2's, or the patterns are too large
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

    /** One step; takes from the budget what it costs. */
    interface Step {
        LookupText apply(LookupText text, Budget budget);
    }

    /** What a text may still cost. */
    static final class Budget {
        private long instructions = MOST_INSTRUCTIONS;

        void take(long count) {
            instructions -= count;
            if (instructions < 0) {
                throw new UnencodableInputException(
                        TOO_COSTLY, "field 'text' takes too long to be standardised as the explainer's model needs it");
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

    /** The library unfolds repetitions of repetitions before it says how large they are. */
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
        return new IllegalArgumentException("the patterns of field 'standardization' are too large, as repetitions of"
                + " repetitions are: all of them together may have " + LARGEST_PROGRAM + " instructions of RE2");
    }

    /** The text after all steps. */
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
        // As a whole: a capital sigma at the end of a word has a form of its own.
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
