package io.maskstream.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Output and exit code of a trainer command. */
record CommandRun(int exitCode, String out, String err) {

    /**
     * Runs a command.
     *
     * @param line command line; each {@code {}} is replaced by one of the values
     */
    static CommandRun of(String line, Object... values) {
        Iterator<Object> next = List.of(values).iterator();
        String[] arguments = Stream.of(line.strip().split(" "))
                .map(word -> word.equals("{}") ? next.next().toString() : word)
                .toArray(String[]::new);
        assertThat(next).as("values without a place in '%s'", line).isExhausted();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command =
                Trainer.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int exitCode = Trainer.run(command, arguments);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }
}
