package io.maskstream.demo;

import java.util.List;

/**
 * What bad records cost: backlogs in which one record in so many goes to the dead-letter topic, beside backlogs of the same
 * size without any, in turns.
 *
 * @param oneIn how many records one bad record is among
 * @param pairs one backlog without and one with bad records, right after each other
 */
record BadRecords(int oneIn, List<Pair> pairs) {

    /**
     * Two backlogs of the same size. Rates are records a second, explained and refused together.
     *
     * @param good the rate without bad records
     * @param mixed the rate with bad records
     */
    record Pair(double good, double mixed) {

        /** The rate with bad records as a share of that without. */
        public double getRatio() {
            return mixed / good;
        }
    }

    /** The median of the pairs' ratios. */
    public double getRatio() {
        double[] ratios = pairs.stream().mapToDouble(Pair::getRatio).sorted().toArray();
        return (ratios[(ratios.length - 1) / 2] + ratios[ratios.length / 2]) / 2;
    }
}
