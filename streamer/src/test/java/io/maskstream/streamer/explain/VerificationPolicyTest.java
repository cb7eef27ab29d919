package io.maskstream.streamer.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerificationPolicyTest {

    @Test
    void verifiesTheShareOfTheBatchesThatWasAskedFor() {
        Iterator<Double> random = List.of(0.0, 0.249, 0.25, 0.999).iterator();
        VerificationPolicy policy = VerificationPolicy.sampled(0.25, random::next);
        assertThat(List.of(policy.verifiesNext(), policy.verifiesNext(), policy.verifiesNext(), policy.verifiesNext()))
                .containsExactly(true, true, false, false);
    }
}
