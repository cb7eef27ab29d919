package io.maskstream.broker;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/**
 * How clients connect to an {@link EmbeddedBroker}; the broker connects to itself in the same way.
 *
 * @param protocol of its only listener for clients
 * @param scram credentials that it has from the start, as {@code kafka-storage.sh --add-scram} takes them, for instance
 *     {@code SCRAM-SHA-512=[name=admin,password=secret]}
 * @param administrator client settings of one who may create topics
 */
public record ClientAccess(SecurityProtocol protocol, List<String> scram, Map<String, String> administrator) {

    /** Whoever connects may do everything. */
    public static final ClientAccess PLAIN = new ClientAccess(SecurityProtocol.PLAINTEXT, List.of(), Map.of());

    public ClientAccess {
        scram = List.copyOf(scram);
        administrator = Map.copyOf(administrator);
    }
}
