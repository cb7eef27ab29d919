package io.maskstream.trainer.evaluate.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LeastSquaresTest {

    @Test
    void solvesForSeveralRightSides() {
        // The right sides are the products with (1, -2, 3) and (1, 0, 0).
        double[][] products = {{4, 2, 1}, {2, 5, 3}, {1, 3, 6}};
        LeastSquares squares = new LeastSquares(products, 0);

        assertThat(squares.solve(new double[] {3, 1, 13})).containsExactly(new double[] {1, -2, 3}, within(1e-12));
        assertThat(squares.solve(new double[] {4, 2, 1})).containsExactly(new double[] {1, 0, 0}, within(1e-12));
    }

    @Test
    void aRidgeSharesWhatTwoThatAlwaysGoTogetherHave() {
        // (1 1; 1 1) x = (1, 1) has many solutions; the ridge selects the one of equal values, 1 / (2 + ridge) each.
        assertThat(new LeastSquares(new double[][] {{1, 1}, {1, 1}}, 0.5).solve(new double[] {1, 1}))
                .containsExactly(new double[] {0.4, 0.4}, within(1e-12));
    }
}
