package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.input.molecule.SmilesAtoms;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MoleculeVariationsTest {

    private static final List<String> MOLECULES = List.of("CCO", "Cn1cnc2c1c(=O)n(C)c(=O)n2C", "c1ccccc1");
    private static final int MAXIMUM_LENGTH = 30;

    @Test
    void areMoleculesOfAtMostTheMaximumLength() {
        Stream.generate(variations(1)).limit(1000).forEach(smiles -> {
            assertThat(SmilesAtoms.ofCharacters(smiles)).isNotEmpty();
            assertThat(smiles).hasSizeLessThanOrEqualTo(MAXIMUM_LENGTH);
        });
    }

    @Test
    void areManyDifferentOnes() {
        Set<String> different =
                new HashSet<>(Stream.generate(variations(1)).limit(1000).toList());
        assertThat(different).hasSizeGreaterThan(500);
    }

    @Test
    void areTheSameForTheSameSeedOnly() {
        List<String> first = Stream.generate(variations(1)).limit(20).toList();
        assertThat(Stream.generate(variations(1)).limit(20)).isEqualTo(first);
        assertThat(Stream.generate(variations(2)).limit(20).toList()).isNotEqualTo(first);
    }

    private static Supplier<String> variations(long seed) {
        return new MoleculeVariations(MOLECULES, MAXIMUM_LENGTH, seed);
    }
}
