package io.maskstream.schemas.record;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Creates maps that evict the least recently used entries. */
final class RecentlyUsed {

    private RecentlyUsed() {}

    /** Returns a thread-safe map with at most the given number of entries. */
    static <K, V> Map<K, V> map(int most) {
        return Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {

            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        });
    }
}
