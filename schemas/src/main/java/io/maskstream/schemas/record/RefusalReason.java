package io.maskstream.schemas.record;

import java.util.Locale;

/**
 * Why a record is refused, in a word that metrics can count and a program can read: the same from the encoder that finds it
 * out to the header of the dead letter.
 */
public enum RefusalReason {
    /** The value is in none of the encodings that are read, or is damaged, or lacks a field. */
    UNREADABLE,
    /** It names an explainer that is not served here. */
    UNKNOWN_EXPLAINER,
    /** It names an explainer that takes another kind of input. */
    WRONG_KIND,
    /** It names no explainer, and none that is served here takes its kind of input. */
    UNSERVED_KIND,
    /** It names a class that the model does not have, or of which the explainer gives no evidence. */
    UNKNOWN_CLASS,
    /** There is nothing to explain in it. */
    EMPTY,
    /** It has more bytes, pixels, characters or tokens than are taken. */
    TOO_LONG,
    /** It has so few pixels that nothing can be seen. */
    TOO_SMALL,
    /** Reading it would take, or took, more time or memory than a record may. */
    TOO_COSTLY,
    /** It has characters that the model was not trained on. */
    UNKNOWN_CHARACTERS,
    /** It has words, but not one that the model was trained on. */
    UNKNOWN_WORDS,
    /** It is not in the notation or format that it should be in, or damaged. */
    UNPARSABLE,
    /** The model failed on it, though it answers other inputs. */
    MODEL_FAILURE,
    /** Its explanation is larger than the producer may send or the topic takes. */
    TOO_LARGE,
    /** The topic of explanations does not take its explanation, for example because of its timestamp. */
    NOT_TAKEN;

    /** As it stands in metrics and headers: {@code unknown_explainer}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
