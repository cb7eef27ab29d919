package io.maskstream.trainer.evaluate.method;

/** Solves the normal equations of a least squares problem by Cholesky decomposition. */
final class LeastSquares {

    private final double[][] lower;

    /**
     * Decomposes the matrix.
     *
     * @param products symmetric matrix without negative eigenvalues; not changed
     * @param ridge added to the diagonal; must be above 0 if an eigenvalue is 0
     */
    LeastSquares(double[][] products, double ridge) {
        int size = products.length;
        lower = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = products[i][j] + (i == j ? ridge : 0);
                for (int k = 0; k < j; k++) {
                    sum -= lower[i][k] * lower[j][k];
                }
                lower[i][j] = i == j ? Math.sqrt(sum) : sum / lower[j][j];
            }
        }
    }

    /** Returns the solution for a right-hand side. */
    double[] solve(double[] right) {
        int size = right.length;
        double[] solution = right.clone();
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < i; k++) {
                solution[i] -= lower[i][k] * solution[k];
            }
            solution[i] /= lower[i][i];
        }
        for (int i = size - 1; i >= 0; i--) {
            for (int k = i + 1; k < size; k++) {
                solution[i] -= lower[k][i] * solution[k];
            }
            solution[i] /= lower[i][i];
        }
        return solution;
    }
}
