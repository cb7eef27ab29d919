package io.maskstream.broker;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/**
 * How clients connect to an {@link EmbeddedBroker}. The broker connects to itself in the same way.
 *
 * @param protocol security protocol of the only client listener
 * @param scram initial credentials in the format of {@code kafka-storage.sh --add-scram}, for instance {@code
 *     SCRAM-SHA-512=[name=admin,password=secret]}
 * @param administrator client settings of a user who may create topics
 */
public record ClientAccess(SecurityProtocol protocol, List<String> scram, Map<String, String> administrator) {

    /** Unauthenticated access; all clients may do everything. */
    public static final ClientAccess PLAIN = new ClientAccess(SecurityProtocol.PLAINTEXT, List.of(), Map.of());

    public ClientAccess {
        scram = List.copyOf(scram);
        administrator = Map.copyOf(administrator);
    }
}
