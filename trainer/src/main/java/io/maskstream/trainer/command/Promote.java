package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.s3.S3Url;
import io.maskstream.schemas.progress.Progress;
import io.maskstream.schemas.record.ExplainerRelease;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.trainer.promotion.AnnouncedVersions;
import io.maskstream.trainer.promotion.ComparedRecords;
import io.maskstream.trainer.promotion.Condition;
import io.maskstream.trainer.promotion.PromotionRules;
import io.maskstream.trainer.promotion.ShadowFigures;
import io.maskstream.trainer.promotion.WholeTopic;
import io.maskstream.trainer.records.source.BrokerOptions;
import io.maskstream.trainer.report.ShadowReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Promotes a candidate if it is good enough. */
@Command(
        name = "promote",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Announces the candidate of an explainer as the serving version, if it meets its gate and, over the last"
                    + " records that streamers compared, is not worse than the current serving version.",
            "",
            "Streamers write these records if their setting candidate.topic is set."
        },
        exitCodeListHeading = "%nExit codes%n",
        exitCodeList = {
            "0:The candidate was promoted or, with --withdraw, withdrawn.",
            "1:An error, explained by the message.",
            "2:A wrong option.",
            "4:Not promoted: it fails its gate or a rule.",
            "75:Not promoted: too few records were compared (with --auto, until --timeout)."
        },
        mixinStandardHelpOptions = true)
final class Promote implements Callable<Integer> {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Number of pauses between checks that the candidate is still the same. */
    private static final int PAUSES_A_CHECK = 30;

    @Spec
    CommandSpec spec;

    @Option(names = "--name", required = true, paramLabel = "NAME", order = 281, description = "Name of the explainer.")
    String name;

    @Option(
            names = "--store",
            paramLabel = "STORE",
            order = 282,
            description =
                    "Store of the candidate, to read the result of its gate: a folder, or s3://bucket/prefix. Default: the"
                            + " announced location, if that is a path or in a bucket.")
    String store;

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            order = 283,
            description = "Properties file with thresholds; see trainer/README.md.")
    Path rulesFile;

    @Option(
            names = "--records",
            paramLabel = "N",
            order = 284,
            description = "Number of most recent compared records to evaluate (default: from the rules, otherwise"
                    + " 1000).")
    Integer records;

    @Option(
            names = "--auto",
            order = 285,
            description = "Wait until this number of records has been compared, then decide; for use in a job.")
    boolean auto;

    @Option(
            names = "--timeout",
            defaultValue = "PT24H",
            paramLabel = "DURATION",
            order = 286,
            description = "With --auto: how long to wait, such as PT2H30M (default: ${DEFAULT-VALUE}).")
    Duration timeout;

    @Option(names = "--withdraw", order = 287, description = "Withdraw the candidate instead, whatever its figures.")
    boolean withdraw;

    @Option(
            names = "--despite",
            split = ",",
            paramLabel = "CONDITION",
            order = 288,
            description = "Promote the candidate although it fails this condition of the gate, as in 'publish'.")
    List<String> despite = List.of();

    @Option(
            names = "--releases-topic",
            defaultValue = "explainer-releases",
            paramLabel = "TOPIC",
            order = 291,
            description = "Topic on which versions are announced (default: ${DEFAULT-VALUE}).")
    String releasesTopic;

    @Option(
            names = "--candidate-topic",
            defaultValue = "explanations-candidate",
            paramLabel = "TOPIC",
            order = 292,
            description = "Topic that streamers write candidates' explanations to (default: ${DEFAULT-VALUE}).")
    String candidateTopic;

    @Mixin
    BrokerOptions brokers;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (brokers.bootstrapServers() == null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "Promoting a candidate needs --bootstrap-servers HOST:PORT.");
        }
        if (records != null && records < 1) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--records must be at least 1.");
        }
        AnnouncedVersions announced = announced();
        ExplainerRelease candidate = announced
                .candidate()
                .orElseThrow(() -> new IOException("There is no candidate of " + name + " on " + releasesTopic
                        + ": announce one with 'trainer publish --candidate'."));
        if (withdraw) {
            ReleaseAnnouncement.withdrawCandidate(brokers.settings(), releasesTopic, name);
            return 0;
        }
        List<String> overridden;
        try (ExplainerPlace.Opened opened = opened(candidate)) {
            overridden = ReleaseGate.overridden(opened.artifact().manifest(), opened.location(), despite);
        } catch (IOException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return ExitCode.GATE_NOT_MET.code();
        }
        PromotionRules rules = rules();
        ComparedRecords compared = new ComparedRecords(
                rules.records(), candidate.getDigest(), announced.serving().map(ExplainerRelease::getDigest));
        if (!awaitRecords(compared, rules.records(), candidate)) {
            spec.commandLine()
                    .getErr()
                    .println("Candidate " + candidate.getVersion() + " of " + name + " is not promoted: there are "
                            + compared.count()
                            + " of " + rules.records() + " required comparisons with the serving version on "
                            + candidateTopic
                            + ". Wait until streamers have compared more records, use --auto, or reduce --records.");
            return ExitCode.TRY_AGAIN.code();
        }
        return decide(candidate, overridden, rules, compared);
    }

    private int decide(
            ExplainerRelease candidate, List<String> overridden, PromotionRules rules, ComparedRecords compared)
            throws IOException {
        ShadowFigures figures = ShadowFigures.of(compared.all());
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "Candidate %d of %s against version %d, over the last %,d compared records:%n",
                candidate.getVersion(), name, compared.all().get(0).serving().version(), figures.records());
        out.print(ShadowReport.of(figures, rules));
        out.flush();
        List<Condition> broken = rules.broken(figures);
        if (!broken.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("Candidate " + candidate.getVersion() + " of " + name + " is not promoted: it fails "
                            + broken.stream().map(Condition::code).collect(Collectors.joining(", ")) + ".");
            return ExitCode.GATE_NOT_MET.code();
        }
        requireUnchanged(candidate);
        ReleaseAnnouncement.promote(
                brokers.settings(),
                releasesTopic,
                ExplainerRelease.newBuilder(candidate).setDespite(overridden).build());
        return 0;
    }

    private AnnouncedVersions announced() throws IOException {
        AnnouncedVersions announced = new AnnouncedVersions(name);
        try (WholeTopic topic = new WholeTopic(brokers.settings(), releasesTopic)) {
            topic.readToEnd(announced::take);
        }
        return announced;
    }

    /** Another release may have been announced in the meantime. */
    private void requireUnchanged(ExplainerRelease candidate) throws IOException {
        Optional<ExplainerRelease> now = announced().candidate();
        if (now.filter(candidate::equals).isEmpty()) {
            throw new IOException("Candidate " + candidate.getVersion() + " of " + name + " was "
                    + (now.isPresent() ? "replaced by version " + now.get().getVersion() : "withdrawn")
                    + " meanwhile: run the command again.");
        }
    }

    private PromotionRules rules() throws IOException {
        PromotionRules rules = rulesFile == null ? PromotionRules.usual() : PromotionRules.read(rulesFile);
        return records == null ? rules : rules.over(records);
    }

    private ExplainerPlace.Opened opened(ExplainerRelease candidate) throws IOException {
        ExplainerPlace.Opened opened = ExplainerPlace.open(
                store == null ? location(candidate) : store + "/" + name + "/" + candidate.getVersion());
        if (!opened.artifact().digest().equals(candidate.getDigest())) {
            opened.close();
            throw new IOException("Version " + candidate.getVersion() + " of " + name + " in " + opened.location()
                    + " is not the version that was announced as the candidate: announce it, or name with --store the"
                    + " store of the announced version.");
        }
        return opened;
    }

    private static String location(ExplainerRelease candidate) throws IOException {
        String location = candidate.getLocation();
        if (S3Url.isMeant(location)) {
            return location;
        }
        if (location.contains("://")) {
            throw elsewhere(location, null);
        }
        try {
            return Path.of(location).toString();
        } catch (InvalidPathException e) {
            throw elsewhere(location, e);
        }
    }

    private static IOException elsewhere(String location, Exception cause) {
        return new IOException(
                "The candidate is at " + Quotes.shown(location)
                        + ", which is neither a path nor in a bucket: name with --store a store from which its manifest can be"
                        + " read.",
                cause);
    }

    /** Returns whether enough records have been compared; with --auto, waits until the timeout. */
    private boolean awaitRecords(ComparedRecords compared, int enough, ExplainerRelease candidate)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        int seen = 0;
        try (WholeTopic topic = new WholeTopic(brokers.settings(), candidateTopic);
                Progress progress = new Progress("Comparing", "records", enough)) {
            topic.readToEnd(compared::take);
            for (int i = 1; auto && compared.count() < enough && System.nanoTime() - deadline < 0; i++) {
                progress.done(compared.count() - seen);
                seen = compared.count();
                Thread.sleep(PAUSE.toMillis());
                if (i % PAUSES_A_CHECK == 0) {
                    requireUnchanged(candidate);
                }
                topic.readToEnd(compared::take);
            }
        }
        return compared.count() >= enough;
    }
}
