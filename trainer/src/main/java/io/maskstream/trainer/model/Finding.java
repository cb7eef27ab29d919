package io.maskstream.trainer.model;

/**
 * One fact that is known about a model.
 *
 * @param what the property that was found, such as {@code input} or {@code length}
 * @param found the name of a tensor, or a value
 * @param detail shape and type, or empty
 * @param how where the value comes from: found in the model, assumed, or given by the user or the card
 */
public record Finding(String what, String found, String detail, String how) {}
