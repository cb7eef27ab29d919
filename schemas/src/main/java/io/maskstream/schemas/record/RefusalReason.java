package io.maskstream.schemas.record;

import java.util.Locale;

/**
 * The reason why a record is refused, as a code for metrics and programs. The same code is used from the encoder to the
 * header of the dead letter.
 */
public enum RefusalReason {
    /** The value is in an unsupported encoding, is damaged, or lacks a field. */
    UNREADABLE,
    /** The record names an explainer that is not served here. */
    UNKNOWN_EXPLAINER,
    /** The record names an explainer that takes another kind of input. */
    WRONG_KIND,
    /** The record names no explainer, and no served explainer takes its kind of input. */
    UNSERVED_KIND,
    /** The record names a class that the model does not have, or for which the explainer gives no evidence. */
    UNKNOWN_CLASS,
    /** The record contains nothing to explain. */
    EMPTY,
    /** The record has more bytes, pixels, characters or tokens than allowed. */
    TOO_LONG,
    /** The image has too few pixels to show anything. */
    TOO_SMALL,
    /** Decoding the record would take, or took, more time or memory than allowed. */
    TOO_COSTLY,
    /** The record has characters that the model was not trained on. */
    UNKNOWN_CHARACTERS,
    /** The record has words, but none that the model was trained on. */
    UNKNOWN_WORDS,
    /** The input is damaged or not in the expected notation or format. */
    UNPARSABLE,
    /** The model failed on this record, although it processes other inputs. */
    MODEL_FAILURE,
    /** The explanation is larger than the producer or the topic allows. */
    TOO_LARGE,
    /** The topic of explanations rejects the explanation, for example because of its timestamp. */
    NOT_TAKEN;

    /** Returns the code for metrics and headers, such as {@code unknown_explainer}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
