package io.maskstream.schemas.input.text;

import static io.maskstream.schemas.record.RefusalReason.UNPARSABLE;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.record.Quotes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Tokenizes with a {@code tokenizer.json} of Hugging Face's library {@code tokenizers}, using that library. Settings
 * for truncation and padding in the file are ignored.
 */
public final class SubwordTokenizer implements Tokenizer {

    /** Size limit of a file in bytes; files in use have up to 35 MB. */
    public static final int LARGEST_FILE = 64 << 20;

    /** A setting of the library, from the environment or a system property. */
    private static final String FLAVOR = "RUST_FLAVOR";

    /** Any text that has tokens. */
    private static final String ANY_TEXT = "a";

    private static final int REPLACEMENT_CHARACTER = 0xFFFD;

    private final HuggingFaceTokenizer tokenizer;
    private final boolean addsSpecialTokens;
    private final int unknownId;

    /**
     * Reads a tokenizer. This unpacks the library's native part; nothing is downloaded.
     *
     * @param file the content of a {@code tokenizer.json}
     * @param rules rules with the unit {@link TokenInput.Unit#SUBWORDS}
     * @throws IllegalArgumentException if the file is not a valid tokenizer, or leaves no room between its special
     *     tokens
     */
    public SubwordTokenizer(byte[] file, TokenInput rules) {
        this.addsSpecialTokens = rules.tokenizerAddsSpecialTokens();
        useBundledLibrary();
        this.unknownId = rules.unknownId() == null ? Tokens.UNKNOWN : rules.unknownId();
        try {
            this.tokenizer = HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(file), Map.of("truncation", "false", "padding", "false"));
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "it is not a tokenizer.json that this version of maskstream reads: "
                            + Quotes.oneLine(e.getMessage() == null ? e.toString() : e.getMessage()),
                    e);
        } catch (LinkageError e) {
            throw new IllegalArgumentException(
                    "the library for tokenizer.json cannot be loaded on this machine: " + Quotes.oneLine(e.toString()),
                    e);
        }
        Tokens any = tokenize(ANY_TEXT);
        if (any.leading().size() + any.trailing().size() >= rules.maximumLength()) {
            throw new IllegalArgumentException("field 'maximumLength' leaves no room between the special tokens");
        }
    }

    /** Prevents the library from downloading another native part if it finds a GPU, which is not needed here. */
    private static void useBundledLibrary() {
        if (System.getenv(FLAVOR) == null && System.getProperty(FLAVOR) == null) {
            System.setProperty(FLAVOR, "cpu");
        }
    }

    @Override
    public Tokens tokenize(String text) {
        // The library would turn an unpaired surrogate into six characters.
        int[] codePoints = text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? REPLACEMENT_CHARACTER : c)
                .toArray();
        Encoding encoding;
        try {
            encoding = tokenizer.encode(new String(codePoints, 0, codePoints.length), addsSpecialTokens, false);
        } catch (RuntimeException e) {
            throw new UnencodableInputException(
                    UNPARSABLE,
                    "the tokenizer of this explainer's model fails on the text: "
                            + Quotes.oneLine(e.getMessage() == null ? e.toString() : e.getMessage()),
                    e);
        }
        int[] ids = Arrays.stream(encoding.getIds()).mapToInt(Math::toIntExact).toArray();
        long[] special = encoding.getSpecialTokenMask();
        int first = 0;
        while (first < ids.length && special[first] != 0) {
            first++;
        }
        int last = ids.length;
        while (last > first && special[last - 1] != 0) {
            last--;
        }
        Tokens tokens = new Tokens(part(ids, 0, first), part(ids, last, ids.length));
        CharSpan[] spans = encoding.getCharTokenSpans();
        int behind = 0;
        for (int i = first; i < last; i++) {
            // A token without characters, such as a word-start marker, gets the position of the next character.
            int start = Math.min(spans[i] == null ? behind : spans[i].getStart(), codePoints.length - 1);
            int end = Math.max(start + 1, spans[i] == null ? 0 : spans[i].getEnd());
            tokens.add(ids[i] == unknownId ? Tokens.UNKNOWN : ids[i], start, end);
            behind = end;
        }
        return tokens;
    }

    private static List<Integer> part(int[] ids, int from, int to) {
        return Arrays.stream(ids, from, to).boxed().toList();
    }

    @Override
    public Tokens frame() {
        Tokens any = tokenize(ANY_TEXT);
        return new Tokens(any.leading(), any.trailing());
    }

    @Override
    public List<String> vocabulary() {
        return List.of();
    }
}
