package io.maskstream.trainer.records.source;

import io.maskstream.schemas.files.UnusableRecordException;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.schemas.record.SchemaRegistryException;
import io.maskstream.trainer.records.RecordSource;
import io.maskstream.trainer.records.SourceDescription;
import io.maskstream.trainer.records.SourceRecord;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of a topic, in the order of partitions and offsets. The first read determines the ranges of offsets, and
 * later reads use the same ranges. Requests that the filter does not select are skipped.
 */
final class TopicSource implements RecordSource {

    private static final Logger LOG = LoggerFactory.getLogger(TopicSource.class);

    private final String topic;
    private final Map<String, Object> settings;
    private final RequestFilter filter;
    private final TopicWindow window;
    private final TopicWindows windows;
    private OffsetRanges ranges;

    /**
     * Creates a source; does not contact the brokers yet.
     *
     * @param settings settings of the consumer
     * @param filter selects the requests to use
     * @param window records to read, unless {@code windows} remembers a range for the topic
     * @param windows remembered ranges of topics
     */
    TopicSource(
            String topic,
            Map<String, Object> settings,
            RequestFilter filter,
            TopicWindow window,
            TopicWindows windows) {
        this.topic = topic;
        this.settings = settings;
        this.filter = filter;
        this.window = window;
        this.windows = windows;
    }

    @Override
    public void forEach(Consumer<SourceRecord> visitor, Consumer<String> skipped) throws IOException {
        boolean[] any = new boolean[1];
        AtomicInteger passedOver = new AtomicInteger();
        boolean first = ranges == null;
        withReader(reader -> {
            decide(reader);
            reader.read(ranges, ranges.byPartition().keySet(), polled -> {
                String name = topic + " partition " + polled.partition() + " offset " + polled.offset();
                try {
                    Object input = filter.input(polled.value());
                    if (input == null) {
                        passedOver.incrementAndGet();
                    } else {
                        any[0] = true;
                        visitor.accept(new SourceRecord(name, input, null, null));
                    }
                } catch (UnusableRecordException e) {
                    any[0] = true;
                    skipped.accept(name + ": " + e.getMessage() + ".");
                }
            });
        });
        if (!any[0]) {
            throw new IOException("The topic " + topic + " has no requests of this kind at the offsets " + ranges
                    + (passedOver.get() == 0 ? "" : " (" + passedOver + " other records were skipped)")
                    + ": publish some first, or name other records.");
        }
        // A range without requests is not remembered, so that the next run may find some.
        if (windows.recall(topic).isEmpty()) {
            windows.keep(topic, ranges.toString());
        }
        if (first && passedOver.get() > 0) {
            LOG.info(
                    "Skipped {} records of {} that are of another kind, for another explainer, or deleted.",
                    passedOver,
                    topic);
        }
    }

    /** An operation on an open topic. */
    @FunctionalInterface
    private interface Action {
        void on(TopicReader reader) throws IOException;
    }

    private void withReader(Action action) throws IOException {
        try (TopicReader reader = new TopicReader(settings, topic)) {
            action.on(reader);
        } catch (KafkaException e) {
            // If the consumer cannot be created, the message of the exception does not give the reason.
            throw unreadable(e.getCause() == null ? e : e.getCause(), e);
        } catch (SchemaRegistryException e) {
            throw unreadable(e, e);
        }
    }

    private IOException unreadable(Throwable reason, Exception cause) {
        return new IOException(
                "The topic " + topic + " cannot be read at " + settings.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG)
                        + ": " + Quotes.oneLine(reason.getMessage()) + ".",
                cause);
    }

    private void decide(TopicReader reader) throws IOException {
        if (ranges != null) {
            return;
        }
        Optional<String> decided = windows.recall(topic);
        if (decided.isPresent()) {
            ranges = OffsetRanges.parse(decided.get());
        } else if (window instanceof TopicWindow.Last last) {
            ranges = new NewestRequests(reader, filter, last.records()).find();
        } else if (window instanceof TopicWindow.Since since) {
            ranges = reader.since(since.time());
        } else {
            ranges = ((TopicWindow.Offsets) window).ranges();
        }
    }

    /** The digest is null: the range of offsets identifies the records. */
    @Override
    public SourceDescription describe() throws IOException {
        if (ranges == null) {
            withReader(this::decide);
        }
        return new SourceDescription("topic " + topic + ", offsets " + ranges, null);
    }
}
