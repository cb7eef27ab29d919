package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every alert explains what it means and links to a runbook. */
class AlertsTest {

    /** The root of the sources, relative to the folder of this module. */
    private static final Path ROOT = Path.of("../..");

    private static final Pattern RUNBOOK = Pattern.compile("(?m)^ +runbook_url: (\\S+)#(\\S+)$");

    @Test
    void everyAlertHasASummaryADescriptionAndARunbook() throws IOException {
        Map<String, String> alerts = alerts();

        assertThat(alerts).hasSizeGreaterThan(7);
        alerts.forEach((name, rule) -> {
            assertThat(rule).as(name).containsPattern("(?m)^ +summary: ").containsPattern("(?m)^ +description: ");
            Matcher runbook = RUNBOOK.matcher(rule);
            assertThat(runbook.find()).as("%s has a runbook", name).isTrue();
            assertThat(headings(runbook.group(1))).as(name).contains(runbook.group(2));
        });
    }

    /** Returns the definition of each alert by name. */
    private static Map<String, String> alerts() throws IOException {
        String rules = Files.readString(ROOT.resolve("deploy/prometheus/rules.yml"));
        Map<String, String> alerts = new LinkedHashMap<>();
        for (String rule : rules.split("(?m)^ +- (?=alert: |record: )")) {
            if (rule.startsWith("alert: ")) {
                alerts.put(rule.lines().findFirst().orElseThrow().substring("alert: ".length()), rule);
            }
        }
        return alerts;
    }

    /** Returns the anchors that Markdown renderers give to the headings of a page. */
    private static Set<String> headings(String page) {
        Path file = ROOT.resolve(page);
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith("#"))
                    .map(line -> line.replaceFirst("^#+ ", "")
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^a-z0-9 _-]", "")
                            .replace(' ', '-'))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new AssertionError("a runbook leads to " + file, e);
        }
    }
}
