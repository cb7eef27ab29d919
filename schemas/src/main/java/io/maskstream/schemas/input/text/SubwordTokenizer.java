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
 * What a {@code tokenizer.json} of Hugging Face's tokenizers makes of a text, by their own library; cut to no length and not
 * padded, whatever the file says of that.
 */
public final class SubwordTokenizer implements Tokenizer {

    /** Of a file, in bytes; those in use have up to 35 MB. */
    public static final int LARGEST_FILE = 64 << 20;

    /** The library's own setting, of the environment or the process. */
    private static final String FLAVOR = "RUST_FLAVOR";

    /** Anything that has tokens. */
    private static final String ANY_TEXT = "a";

    private static final int REPLACEMENT_CHARACTER = 0xFFFD;

    private final HuggingFaceTokenizer tokenizer;
    private final boolean addsSpecialTokens;
    private final int unknownId;

    /**
     * Reads a tokenizer; the library's native part is unpacked then, and nothing is downloaded.
     *
     * @param file a whole {@code tokenizer.json}
     * @param rules of unit {@link TokenInput.Unit#SUBWORDS}
     * @throws IllegalArgumentException if it is none, or leaves no room between its special tokens
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

    /** Where the library sees a GPU it would download another native part, which this has no use for. */
    private static void useBundledLibrary() {
        if (System.getenv(FLAVOR) == null && System.getProperty(FLAVOR) == null) {
            System.setProperty(FLAVOR, "cpu");
        }
    }

    @Override
    public Tokens tokenize(String text) {
        // The library would make six characters of half a surrogate pair.
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
            // A token that stands for no character, such as a mark of a word's start, counts to the next one.
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
