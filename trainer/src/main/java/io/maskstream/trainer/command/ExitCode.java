package io.maskstream.trainer.command;

import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Exit codes of failed commands, which tell an orchestrator whether the same command may succeed later. A process that
 * is ended by a signal exits with 128 plus the number of the signal. The virtual machine exits with 3 if its heap is
 * too small.
 */
enum ExitCode {

    /** Something has to be fixed first: a setting, a file, a model or a permission. */
    MEND(1),

    /** An option is wrong. */
    WRONG_OPTION(2),

    /** The explainer exists but fails its gate, so it is not announced. */
    GATE_NOT_MET(4),

    /**
     * A temporary failure, such as a service that does not respond; {@code EX_TEMPFAIL} of BSD's {@code sysexits.h}.
     */
    TRY_AGAIN(75),

    /** Ended by a signal; the virtual machine sets the exit code. */
    ENDED(143);

    /**
     * Start of the message of Kafka's clients if no host name can be resolved. The exception has no type of its own.
     */
    private static final String NO_ADDRESS = "No resolvable bootstrap urls";

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** Returns the exit code for an exception. */
    static ExitCode of(Throwable failure) {
        if (failure instanceof GateNotMetException) {
            return GATE_NOT_MET;
        }
        if (failure instanceof InterruptedIOException || failure instanceof InterruptException) {
            return ENDED;
        }
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).anyMatch(ExitCode::passes)
                ? TRY_AGAIN
                : MEND;
    }

    private static boolean passes(Throwable failure) {
        return failure instanceof TryAgainException
                || failure instanceof RetriableException
                || failure instanceof ConnectException
                || failure instanceof UnknownHostException
                || failure instanceof HttpTimeoutException
                || failure instanceof TimeoutException
                // A service that is starting may have no address yet.
                || (failure instanceof ConfigException
                        && String.valueOf(failure.getMessage()).startsWith(NO_ADDRESS));
    }
}
