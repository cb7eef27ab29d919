package io.maskstream.streamer.deadletters;

import io.maskstream.streamer.deadletters.BrokerRefusals.Refused;
import io.maskstream.streamer.engine.RecordOrigin;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes which record a broker did not take. It sends nothing itself: it runs on the producer's network thread, which would
 * wait for itself, and inside of a transaction that the refusal has ended.
 */
public final class BrokerRefusalHandler implements ProductionExceptionHandler {

    /** Configuration key under which the {@link BrokerRefusals} are found. */
    public static final String REFUSALS = "maskstream.broker.refusals";

    private static final Logger LOG = LoggerFactory.getLogger(BrokerRefusalHandler.class);

    private BrokerRefusals refusals;
    private String deadLetters;

    @Override
    public void configure(Map<String, ?> configs) {
        refusals = (BrokerRefusals) configs.get(REFUSALS);
        deadLetters = (String) configs.get(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG);
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
        if (BrokerRefusals.isOfRecord(exception)) {
            RecordOrigin origin = new RecordOrigin(context.topic(), context.partition(), context.offset());
            LOG.warn(
                    "The topic {} does not take what record {} became; it is read again and becomes a dead letter: {}",
                    record.topic(),
                    origin,
                    exception.toString());
            refusals.remember(
                    origin,
                    record.topic().equals(deadLetters) ? Refused.DEAD_LETTER : Refused.EXPLANATION,
                    "the topic " + record.topic() + " does not take it: " + exception.getMessage());
        }
        return exception instanceof RetriableException ? Response.retry() : Response.fail();
    }

    @Override
    @SuppressWarnings("rawtypes") // Kafka's.
    public Response handleSerializationError(
            ErrorHandlerContext context,
            ProducerRecord record,
            Exception exception,
            SerializationExceptionOrigin origin) {
        return Response.fail();
    }
}
