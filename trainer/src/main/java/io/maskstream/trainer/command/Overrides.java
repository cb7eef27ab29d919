package io.maskstream.trainer.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** Settings that override defaults. */
final class Overrides {

    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, Object> given = new LinkedHashMap<>();

    /** Returns settings as JSON for a manifest. */
    static ObjectNode tree(Record settings) {
        return JSON.valueToTree(settings);
    }

    /**
     * Adds a setting.
     *
     * @param field field of the record of settings
     * @param value null if it was not given
     */
    Overrides with(String field, Object value) {
        if (value != null) {
            given.put(field, value);
        }
        return this;
    }

    /** Returns whether a field was given. */
    boolean has(String field) {
        return given.containsKey(field);
    }

    /**
     * Returns the settings with overrides applied.
     *
     * @param defaults record of default settings
     * @throws IllegalArgumentException if the record rejects a value
     */
    @SuppressWarnings("unchecked") // treeToValue returns an instance of the given class.
    <T extends Record> T over(T defaults) {
        ObjectNode settings = JSON.valueToTree(defaults);
        given.forEach((field, value) -> {
            if (!settings.has(field)) {
                throw new IllegalStateException("the settings have no field " + field);
            }
            settings.set(field, JSON.valueToTree(value));
        });
        try {
            return (T) JSON.treeToValue(settings, defaults.getClass());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    e.getCause() == null ? e.getOriginalMessage() : e.getCause().getMessage(), e);
        }
    }
}
