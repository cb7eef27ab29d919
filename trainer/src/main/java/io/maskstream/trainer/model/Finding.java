package io.maskstream.trainer.model;

/**
 * One thing that is known of a model.
 *
 * @param what it is
 * @param found the tensor's name, or a value
 * @param detail shape and type, or empty
 * @param how it came to be known: found, assumed, or said by the user or the card
 */
public record Finding(String what, String found, String detail, String how) {}
