package io.maskstream.streamer.app;

import io.maskstream.broker.EmbeddedBroker;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Provides one real broker for all tests, because starting a broker takes longer than many tests. Each test uses its
 * own topics and leaves the broker open; it is closed after the last test.
 */
public final class SharedBroker implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(SharedBroker.class);

    /** Unlimited retention, because a test publishes a record with a timestamp of years ago. */
    private static final Map<String, String> SETTINGS = Map.of("log.retention.ms", "-1");

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == EmbeddedBroker.class;
    }

    @Override
    public EmbeddedBroker resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(EmbeddedBroker.class, type -> EmbeddedBroker.start(SETTINGS), EmbeddedBroker.class);
    }
}
