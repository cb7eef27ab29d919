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
 * The requests of a topic, in the order of partitions and offsets. Which ones is decided when it is first read, and stays so.
 * Requests for others are passed over.
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
     * A topic; the brokers are not contacted yet.
     *
     * @param settings of the consumer
     * @param filter tells the requests that are taken
     * @param window which ones, unless that was decided before
     * @param windows knows what was decided before
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
            throw new IOException("The topic " + topic + " holds no requests of this kind at the offsets " + ranges
                    + (passedOver.get() == 0 ? "" : ", and " + passedOver + " that were passed over")
                    + ": publish some first, or name other records.");
        }
        // A range without requests is not kept, so that the next try may find some.
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

    /** What is done with the topic while it is open. */
    @FunctionalInterface
    private interface Action {
        void on(TopicReader reader) throws IOException;
    }

    private void withReader(Action action) throws IOException {
        try (TopicReader reader = new TopicReader(settings, topic)) {
            action.on(reader);
        } catch (KafkaException e) {
            // Where the consumer cannot even be made, its own message is only that.
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

    /** Its digest is null: the range of offsets says all. */
    @Override
    public SourceDescription describe() throws IOException {
        if (ranges == null) {
            withReader(this::decide);
        }
        return new SourceDescription("topic " + topic + ", offsets " + ranges, null);
    }
}
