package io.maskstream.demo;

import java.util.List;

/**
 * The cost of bad records: backlogs in which one record in {@code oneIn} goes to the dead-letter topic, measured
 * alternately with backlogs of the same size without bad records.
 *
 * @param oneIn number of records for each bad record, itself included
 * @param pairs pairs of backlogs without and with bad records, one right after the other
 */
record BadRecords(int oneIn, List<Pair> pairs) {

    /**
     * Two backlogs of the same size. Rates are explained and refused records per second.
     *
     * @param good the rate without bad records
     * @param mixed the rate with bad records
     */
    record Pair(double good, double mixed) {

        /** Returns the rate with bad records divided by the rate without. */
        public double getRatio() {
            return mixed / good;
        }
    }

    /** Returns the median ratio of the pairs. */
    public double getRatio() {
        double[] ratios = pairs.stream().mapToDouble(Pair::getRatio).sorted().toArray();
        return (ratios[(ratios.length - 1) / 2] + ratios[ratios.length / 2]) / 2;
    }
}
