package io.maskstream.streamer.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ExplanationReader;
import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.engine.TinyImageExplainer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplorerTest {

    @TempDir
    static Path store;

    private static ServedExplainers explainers;

    private final Explorer explorer = new Explorer(new RequestReader(), explainers, () -> false);

    @BeforeAll
    static void load() {
        explainers = ServedExplainers.load(List.of(
                TinyExplainer.publish(store, "tiny"),
                TinyExplainer.publishWithEvidence(store, "signed"),
                TinyImageExplainer.publish(store, "pixels")));
    }

    @AfterAll
    static void close() {
        explainers.close();
    }

    @Test
    void predictsWhatIsKept() throws Exception {
        LiveRecord record = explained("{\"id\":\"m\",\"smiles\":\"CCO\"}");
        assertThat(explorer.masked(record, List.of(1, 2)).numbers()).containsExactly(TinyExplainer.prediction("CO"));
        assertThat(explorer.masked(record, List.of()).numbers()).containsExactly(0);
        assertThatThrownBy(() -> explorer.masked(record, List.of(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no part 3; the input has 3 parts.");
    }

    @Test
    void occlusionIsWhatEachPartAddsToASum() throws Exception {
        Occlusion occlusion = explorer.occlusion(explained("{\"id\":\"m\",\"smiles\":\"CNO\"}"));
        assertThat(occlusion.values())
                .containsExactly(
                        TinyExplainer.prediction("C"), TinyExplainer.prediction("N"), TinyExplainer.prediction("O"));
        assertThat(occlusion.output()).isEqualTo("tokens");
        assertThat(occlusion.unit()).isEqualTo("points");
        assertThat(occlusion.together()).isEqualTo(1);
        assertThat(occlusion.passes()).isEqualTo(4);
    }

    @Test
    void occlusionOfAnImageIsAGrid() throws Exception {
        byte[] rgb = new byte[3 * 64];
        for (int i = 0; i < 64; i++) {
            rgb[3 * i] = (byte) (i % 8 < 5 ? 255 : 0);
        }
        Occlusion occlusion = explorer.occlusion(explained("{\"id\":\"i\",\"image\":\""
                + Base64.getEncoder().encodeToString(rgb) + "\",\"width\":8,\"height\":8}"));
        assertThat(occlusion.width()).isEqualTo(TinyImageExplainer.WIDTH);
        assertThat(occlusion.height()).isEqualTo(TinyImageExplainer.HEIGHT);
        assertThat(occlusion.values()).hasSize(occlusion.width() * occlusion.height());
        assertThat(occlusion.output()).isEqualTo("red");
        assertThat(occlusion.values()[0]).as("red speaks for it").isPositive();
        assertThat(occlusion.values()[occlusion.width() - 1])
                .as("black against it")
                .isNegative();
    }

    @Test
    void explainsWhatNobodyPublished() throws Exception {
        LiveRecord record = explained("{\"id\":\"m\",\"smiles\":\"CN\"}");
        Explanation explanation =
                new ExplanationReader(null).read(record.explained().value());
        assertThat(explanation.getMaskedPrediction()).isNotNull();
        assertThat(explanation.getId()).isEqualTo("m");
        LiveRecord refused = explorer.explain(bytes("{\"id\":\"m\",\"smiles\":\"C1CC\"}"));
        assertThat(refused.refusal().reason()).isEqualTo(RefusalReason.UNPARSABLE);
        assertThat(explorer.explain(bytes("no JSON")).refusal().reason()).isEqualTo(RefusalReason.UNREADABLE);
    }

    @Test
    void explainsAnotherClass() throws Exception {
        LiveRecord record = explained("{\"id\":\"m\",\"explainer\":\"signed\",\"smiles\":\"CN\"}");
        for (String name : List.of("with", "without")) {
            Explanation explanation = new ExplanationReader(null)
                    .read(explorer.explain(record, name).explained().value());
            assertThat(explanation.getEvidence().getOutput()).isEqualTo(name);
        }
        assertThat(explorer.explain(record, "none").refusal().reason()).isEqualTo(RefusalReason.UNKNOWN_CLASS);
    }

    @Test
    void answersNothingWhileTheStreamIsBusy() throws Exception {
        LiveRecord record = explained("{\"id\":\"m\",\"smiles\":\"CCO\"}");
        Explorer kept = new Explorer(new RequestReader(), explainers, () -> true);
        assertThatThrownBy(() -> kept.masked(record, List.of(0)))
                .isInstanceOf(Explorer.NotAnsweredException.class)
                .hasMessageContaining("busy");
        AtomicInteger polls = new AtomicInteger(3);
        Explorer waiting = new Explorer(new RequestReader(), explainers, () -> polls.getAndDecrement() > 0);
        assertThat(waiting.masked(record, List.of(0)).numbers()).containsExactly(TinyExplainer.prediction("C"));
    }

    @Test
    void asksNoOtherVersionThanTheOneThatExplained() throws Exception {
        Path other = store.resolve("other");
        try (ServedExplainers changing = ServedExplainers.load(List.of(TinyExplainer.publish(other, "tiny")))) {
            Explorer asking = new Explorer(new RequestReader(), changing, () -> false);
            LiveRecord record = asking.explain(bytes("{\"id\":\"m\",\"smiles\":\"CCO\"}"));
            changing.swap(Explainer.load(TinyExplainer.publish(other, "tiny")));
            assertThatThrownBy(() -> asking.masked(record, List.of(0)))
                    .isInstanceOf(Explorer.NotAnsweredException.class)
                    .hasMessageContaining("Version 1 explained it, and version 2 serves now");
        }
    }

    private LiveRecord explained(String request) throws Exception {
        LiveRecord record = explorer.explain(bytes(request));
        assertThat(record.isExplained()).isTrue();
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
