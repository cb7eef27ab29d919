package io.maskstream.trainer.evaluate.replacement;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.input.TokenSequence;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokensOutTest {

    private static final int PLACEHOLDER = 1;

    private static final TokenSequence SEQUENCE = new TokenSequence(new int[] {90, 5, 6, 7, 91, 92}, 1, 2, List.of());

    @Test
    void whatIsLeftClosesUpBetweenTheSpecialTokens() {
        TokenSequence left = TokensOut.left(SEQUENCE, new float[] {1, 0, 1}, PLACEHOLDER);

        assertThat(left.ids()).containsExactly(90, 5, 7, 91, 92);
        assertThat(left.leading()).isEqualTo(1);
        assertThat(left.trailing()).isEqualTo(2);
    }

    @Test
    void aPlaceholderStandsForNothing() {
        assertThat(TokensOut.left(SEQUENCE, new float[3], PLACEHOLDER).ids()).containsExactly(90, 1, 91, 92);
    }
}
