package io.maskstream.demo;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.record.ExplainerRelease;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.engine.Explainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares the throughput and the latency of the stream under different settings. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true,
        description = {
            "Compares settings of the streamer: streamers without and with these settings take turns on the same topics,"
                    + " once in each round. Prints their throughput and the processor time for a record, the ratios of both to those"
                    + " without the settings, and the latency of records at the same rate."
        })
final class BenchCompare implements Callable<Integer> {

    @Parameters(
            arity = "1..*",
            paramLabel = "NAME=VALUE[,...]",
            description = "Settings to compare with the streamer as it is otherwise configured, one group for each"
                    + " variant.")
    private List<String> compared;

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--candidate",
            paramLabel = "DIR",
            description = "Version of an explainer that is announced as a candidate. Streamers with"
                    + " candidate.sample.rate=0 ignore it.")
    private Path candidate;

    @Override
    public Integer call() {
        List<Map<String, String>> variants = new ArrayList<>(List.of(Map.of()));
        compared.stream().map(BenchCompare::variant).forEach(variants::add);
        Map<String, List<SettingFigures>> figures = new LinkedHashMap<>();
        options.artifacts().forEach((workload, artifact) -> {
            System.err.printf(Locale.ROOT, "Comparing with %s, %,d records ...%n", workload, options.records(workload));
            List<SettingFigures> ofWorkload = compare(workload, artifact, variants);
            figures.put(workload.toString(), ofWorkload);
            System.out.printf("%s%n%s", workload, SettingFigures.text(ofWorkload));
        });
        options.write(figures);
        return CommandLine.ExitCode.OK;
    }

    private List<SettingFigures> compare(
            Workload workload, ExplainerArtifact artifact, List<Map<String, String>> variants) {
        try (EmbeddedBroker broker = options.broker()) {
            List<Object> inputs;
            try (Explainer explainer =
                    options.config(broker, artifact, Map.of()).explainerLoader().load(artifact)) {
                inputs = options.inputs(workload, explainer);
            }
            try (BenchLoad load = options.load(broker, inputs)) {
                SettingsBench bench = new SettingsBench(
                        broker.bootstrapServers(),
                        variant -> options.config(broker, artifact, withReleases(variant)),
                        load,
                        System.err::println);
                if (candidate != null) {
                    bench.announce(release(candidate));
                }
                int rounds = options.rounds();
                return bench.measure(variants, options.records(workload) / rounds, rounds);
            }
        }
    }

    /** Returns a variant's settings, with those that let streamers load the candidate. */
    private Map<String, String> withReleases(Map<String, String> variant) {
        if (candidate == null) {
            return variant;
        }
        Map<String, String> settings = new HashMap<>(variant);
        settings.put(StreamerConfig.RELEASES_TOPIC, Topics.RELEASES);
        settings.put(
                StreamerConfig.RELEASES_ALLOWED_FOLDERS,
                candidate.toAbsolutePath().getParent().toString());
        return settings;
    }

    private static Map<String, String> variant(String text) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String setting : text.split(",", -1)) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new CannotRunException("Settings to compare are given as NAME=VALUE, not '" + setting + "'.");
            }
            settings.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return settings;
    }

    private static ExplainerRelease release(Path folder) {
        ExplainerArtifact artifact = ExplainerArtifact.open(folder);
        return new ExplainerRelease(
                artifact.manifest().name(),
                artifact.manifest().version(),
                artifact.folder().toAbsolutePath().toString(),
                artifact.digest(),
                artifact.manifest().frozenModel().sha256(),
                List.of());
    }
}
