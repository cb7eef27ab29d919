package io.maskstream.streamer.kafka;

import java.nio.file.NoSuchFileException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What goes wrong with Kafka, said for the operator: what it is, and what to do where that is not plain. */
public final class KafkaFailure {

    private KafkaFailure() {}

    /**
     * The message of a failure, that at the bottom of its causes, which is often the one that says something, and advice
     * in brackets; without a full stop.
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
            return "a topic was deleted; started again, the streamer names it";
        }
        if (failure instanceof AuthorizationException) {
            return "streamer/README.md lists the rights that are needed, under 'Rights'";
        }
        return "";
    }
}
