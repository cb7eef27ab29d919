package io.maskstream.schemas.profile;

import io.maskstream.schemas.artifact.Profile;
import io.maskstream.schemas.input.molecule.FunctionalGroups;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the functional groups of many molecules add to the predictions. To be used by one thread. */
public final class GroupSums {

    private final FunctionalGroups groups = new FunctionalGroups();
    private final Map<String, Sum> sums = new HashMap<>();

    /** Number of occurrences of one group, and the sum over these. */
    private static final class Sum {

        private int count;
        private double total;
    }

    /**
     * Adds a molecule.
     *
     * @param smiles a valid SMILES string
     * @param values evidence, or mask weight, by atom in the order of the string; atoms that are not in it have none
     */
    public void add(String smiles, Map<Integer, Double> values) {
        for (FunctionalGroups.Group group : groups.of(smiles)) {
            Sum sum = sums.computeIfAbsent(group.name(), unused -> new Sum());
            sum.count++;
            for (int atom : group.atoms()) {
                sum.total += values.getOrDefault(atom, 0.0);
            }
        }
    }

    /** Returns the groups of a profile, or null if there are none. */
    public Profile.Groups ofProfile() {
        if (sums.isEmpty()) {
            return null;
        }
        List<Map.Entry<String, Sum>> largestFirst = sums.entrySet().stream()
                .sorted(Comparator.comparingDouble((Map.Entry<String, Sum> sum) -> -Math.abs(sum.getValue().total))
                        .thenComparing(Map.Entry::getKey))
                .toList();
        return new Profile.Groups(
                largestFirst.stream().map(Map.Entry::getKey).toList(),
                largestFirst.stream().map(sum -> sum.getValue().count).toList(),
                largestFirst.stream()
                        .map(sum -> ProfileOfRecords.rounded(sum.getValue().total / sum.getValue().count))
                        .toList());
    }
}
