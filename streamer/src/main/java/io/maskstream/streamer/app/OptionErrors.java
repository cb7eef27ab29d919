package io.maskstream.streamer.app;

import java.io.PrintWriter;
import picocli.CommandLine;

/** Reports a wrong option in two or three lines; picocli's own report is followed by a page of usage. */
public final class OptionErrors implements CommandLine.IParameterExceptionHandler {

    @Override
    public int handleParseException(CommandLine.ParameterException failure, String[] arguments) {
        CommandLine line = failure.getCommandLine();
        PrintWriter err = line.getErr();
        err.println(line.getColorScheme().errorText(failure.getMessage()));
        CommandLine.UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("See '" + line.getCommandSpec().qualifiedName() + " --help'.");
        return line.getCommandSpec().exitCodeOnInvalidInput();
    }
}
