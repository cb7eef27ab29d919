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
 * How a command failed, for whoever started it: an orchestrator has to know whether the same command may succeed later. What a
 * signal ended has 128 and the signal's number, and 3 is the virtual machine's, where its heap is too small.
 */
enum ExitCode {

    /** Something has to be mended first: a setting, a file, a model, a right. */
    MEND(1),

    /** An option is wrong. */
    WRONG_OPTION(2),

    /** The explainer is there, but fails its gate, so that it is not announced. */
    GATE_NOT_MET(4),

    /** Something did not answer that may answer later; {@code EX_TEMPFAIL} of the BSD's {@code sysexits.h}. */
    TRY_AGAIN(75),

    /** A signal ended it; the virtual machine sees to the code. */
    ENDED(143);

    /** How Kafka's clients begin their complaint of a host without an address. It has no type of its own. */
    private static final String NO_ADDRESS = "No resolvable bootstrap urls";

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** That of a command which ended with this. */
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
                // A service that is being started may have no address yet.
                || (failure instanceof ConfigException
                        && String.valueOf(failure.getMessage()).startsWith(NO_ADDRESS));
    }
}
