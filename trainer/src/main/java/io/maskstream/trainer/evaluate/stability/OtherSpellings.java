package io.maskstream.trainer.evaluate.stability;

import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.input.molecule.SmilesAtoms;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.records.SmilesEnumeration;
import io.maskstream.trainer.records.SmilesEnumeration.Spelling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.openscience.cdk.interfaces.IAtomContainer;

/**
 * Writes the same molecule as other SMILES strings. Atoms are compared, each by the mean score of its tokens.
 *
 * @param encoding of molecules
 * @param times number of random spellings of each molecule
 * @param seed of the spellings; each molecule gets a different one
 */
record OtherSpellings(InputEncoding encoding, int times, long seed) implements Change {

    @Override
    public String name() {
        return "other spelling";
    }

    @Override
    public List<Changed> of(ExplainedRecords records, int record) {
        return of((Molecule) records.original(record), new Random(seed + record));
    }

    /** Returns random spellings of a molecule, without those that the model does not accept. */
    List<Changed> of(Molecule published, Random random) {
        int[] own = atoms((TokenSequence) encoding.encode(published));
        IAtomContainer molecule = SmilesAtoms.parse(published.getSmiles().strip());
        List<Changed> changed = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Spelling spelling = SmilesEnumeration.randomSpelling(molecule, random);
            try {
                TokenSequence tokens = (TokenSequence) encoding.encode(new Molecule(spelling.smiles()));
                changed.add(compared(own, tokens, spelling.atoms()));
            } catch (UnencodableInputException e) {
                // Too long for the model, or with a character that it does not know; the measure counts these.
            }
        }
        return changed;
    }

    private static Changed compared(int[] own, TokenSequence tokens, int[] original) {
        int[] other = Arrays.stream(atoms(tokens))
                .map(atom -> atom == Span.NO_ATOM ? Span.NO_ATOM : original[atom])
                .toArray();
        // If tokens can span several atoms, not every atom has a token in both spellings.
        int[] shared = IntStream.range(0, original.length)
                .filter(atom -> has(own, atom) && has(other, atom))
                .toArray();
        return new Changed(
                tokens.withoutSpans(), scores -> means(scores, own, shared), scores -> means(scores, other, shared));
    }

    private static int[] atoms(TokenSequence tokens) {
        return tokens.spans().stream().mapToInt(Span::atom).toArray();
    }

    private static boolean has(int[] atoms, int wanted) {
        return Arrays.stream(atoms).anyMatch(atom -> atom == wanted);
    }

    /** The mean score of the tokens of each wanted atom. */
    private static float[] means(float[] scores, int[] atoms, int[] wanted) {
        float[] means = new float[wanted.length];
        for (int i = 0; i < wanted.length; i++) {
            int tokens = 0;
            for (int token = 0; token < atoms.length; token++) {
                if (atoms[token] == wanted[i]) {
                    means[i] += scores[token];
                    tokens++;
                }
            }
            means[i] /= tokens;
        }
        return means;
    }
}
