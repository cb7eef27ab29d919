package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.InvalidArtifactException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Reports in one sentence why a command failed, with a stack trace only for errors in the program. */
final class FailureReport implements CommandLine.IExecutionExceptionHandler, CommandLine.IParameterExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(FailureReport.class);

    @Override
    public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
        line.getErr().println(line.getColorScheme().errorText(sentence(failure)));
        if (!isExpected(failure)) {
            LOG.error("The trainer failed.", failure);
        }
        return ExitCode.of(failure).code();
    }

    /** Replaces picocli's report, which prints the error above a page of usage. */
    @Override
    public int handleParseException(CommandLine.ParameterException failure, String[] arguments) {
        CommandLine line = failure.getCommandLine();
        PrintWriter err = line.getErr();
        err.println(line.getColorScheme().errorText(failure.getMessage()));
        CommandLine.UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("See '" + line.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.WRONG_OPTION.code();
    }

    private static boolean isExpected(Exception failure) {
        return failure instanceof IOException
                || failure instanceof TFResourceExhaustedException
                || failure instanceof UncheckedIOException
                || failure instanceof InvalidArtifactException
                || failure instanceof IllegalStateException
                || failure instanceof IllegalArgumentException;
    }

    private static String sentence(Exception failure) {
        if (failure instanceof FileSystemException file) {
            return sentence(file);
        }
        if (failure instanceof TFResourceExhaustedException) {
            return "TensorFlow ran out of memory: use a smaller --batch, or stop other programs on the device.";
        }
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return failure instanceof UncheckedIOException && failure.getCause() != null
                ? message + ": " + sentence((IOException) failure.getCause())
                : message;
    }

    /** The messages of these exceptions consist of paths only. */
    private static String sentence(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) {
            return "There is no file " + failure.getFile() + ".";
        }
        if (failure instanceof AccessDeniedException) {
            return "This user has no permission to read or write " + failure.getFile() + ".";
        }
        if (failure instanceof NotDirectoryException || failure instanceof FileAlreadyExistsException) {
            return failure.getFile() + " is not a folder.";
        }
        return failure.getFile() + " cannot be read or written: " + failure.getReason() + ".";
    }
}
