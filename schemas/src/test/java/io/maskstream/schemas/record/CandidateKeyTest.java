package io.maskstream.schemas.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.artifact.Manifest;
import org.junit.jupiter.api.Test;

class CandidateKeyTest {

    @Test
    void leadsBackToTheExplainer() {
        assertThat(CandidateKey.explainer(CandidateKey.of("esol"))).contains("esol");
        assertThat(CandidateKey.explainer("esol")).isEmpty();
        assertThat(CandidateKey.explainer(null)).isEmpty();
    }

    /** Otherwise a streamer that does not know candidates could serve one. */
    @Test
    void isTheNameOfNoExplainer() {
        assertThatThrownBy(() -> Manifest.requireName(CandidateKey.of("esol")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
