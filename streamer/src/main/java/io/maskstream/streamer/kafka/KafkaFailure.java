package io.maskstream.streamer.kafka;

import java.nio.file.NoSuchFileException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Describes failures of Kafka for the operator: what went wrong, and what to do if that is not obvious. */
public final class KafkaFailure {

    private KafkaFailure() {}

    /**
     * Returns the message of a failure, the message of its innermost cause, which is often the informative one, and
     * advice in brackets; without a full stop.
     */
    public static String described(Throwable failure) {
        Throwable innermost = failure;
        String advice = advice(failure);
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
            advice = advice.isEmpty() ? advice(innermost) : advice;
        }
        String bottom = bottom(innermost);
        String described = withoutStop(innermost == failure ? bottom : failure.getMessage() + ": " + bottom);
        return advice.isEmpty() ? described : described + " (" + advice + ")";
    }

    private static String bottom(Throwable innermost) {
        if (innermost instanceof NoSuchFileException missing) {
            return "there is no file " + missing.getFile();
        }
        return innermost.getMessage() == null || innermost instanceof Error
                ? innermost.toString()
                : innermost.getMessage();
    }

    private static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    private static String advice(Throwable failure) {
        if (failure instanceof SaslAuthenticationException) {
            return "check user and password in sasl.jaas.config, and sasl.mechanism";
        }
        if (failure instanceof SslAuthenticationException) {
            return "check that ssl.truststore.location holds the certificate of the authority that signed the brokers',"
                    + " and that bootstrap.servers names the brokers as their certificates do";
        }
        if (failure instanceof UnknownTopicOrPartitionException) {
            return "a topic was deleted; restart the streamer to see which one";
        }
        if (failure instanceof AuthorizationException) {
            return "streamer/README.md lists the rights that are needed, under 'Rights'";
        }
        return "";
    }
}
