package io.maskstream.trainer.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Renders the options of a command under headings. The hundreds of an option's order give its section, starting at 1.
 */
final class OptionSections implements IHelpSectionRenderer {

    private static final List<String> HEADINGS = List.of(
            "Records", "Store and announcement", "Kafka", "Model", "Fit", "Training", "Evaluation", "Further options");

    @Override
    public String render(Help help) {
        SortedMap<Integer, List<OptionSpec>> sections = new TreeMap<>();
        for (OptionSpec option : help.commandSpec().options()) {
            int section = option.order() / 100;
            boolean has = section >= 1 && section <= HEADINGS.size();
            sections.computeIfAbsent(has ? section : HEADINGS.size(), key -> new ArrayList<>())
                    .add(option);
        }
        StringBuilder text = new StringBuilder();
        sections.forEach((section, options) -> {
            options.sort(Comparator.comparingInt(OptionSpec::order));
            // The layout of all options gives the columns of all sections the same width.
            Help.Layout layout = help.createDefaultLayout(
                    help.commandSpec().options(), help.commandSpec().positionalParameters(), help.colorScheme());
            layout.addOptions(options, help.parameterLabelRenderer());
            text.append(String.format("%n%s%n", HEADINGS.get(section - 1))).append(layout);
        });
        return text.toString();
    }
}
