package io.maskstream.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.InputKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenRulesTest {

    @TempDir
    Path folder;

    @Test
    void charactersOfSmilesAreOfMolecules() {
        assertThat(TokenRules.areOfMolecules(List.of("(", ")", "=", "C", "N", "O", "c", "1")))
                .isTrue();
        assertThat(TokenRules.areOfMolecules(List.of("[PAD]", "[UNK]", "C", "Cl", "Br", "[nH]", "=", "(")))
                .isTrue();
    }

    @Test
    void aFewStrayCharactersDoNotMakeATextOfMolecules() {
        List<String> characters = new ArrayList<>(" #()+-./12345678=@BCFHIN[\\]clnoprs"
                .chars()
                .mapToObj(Character::toString)
                .toList());
        characters.add(";");

        assertThat(TokenRules.areOfMolecules(characters)).isTrue();
    }

    @Test
    void wordsAndLettersAreNotOfMolecules() {
        assertThat(TokenRules.areOfMolecules(List.of("", "[UNK]", "the", "c", "of", "1")))
                .isFalse();
        assertThat(TokenRules.areOfMolecules(
                        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,;:!?()'\"-/&%$#@*+=_"
                                .chars()
                                .mapToObj(Character::toString)
                                .toList()))
                .isFalse();
        assertThat(TokenRules.areOfMolecules("abcdefghijklmnopqrstuvwxyz 1"
                        .chars()
                        .mapToObj(Character::toString)
                        .toList()))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"4,0", "5,1", "6,2", "100,1"})
    void theRowsOfTheEmbeddingTellTheFirstId(long rows, int first) {
        TokenInput rules = rules(VocabularyFile.lines(List.of("a", "b", "good", "bad")), InputKind.REVIEW, rows);

        assertThat(rules.firstId()).isEqualTo(first);
        assertThat(rules.unknown()).isEqualTo(first == 2 ? TokenInput.Unknown.REPLACE : TokenInput.Unknown.DROP);
    }

    @Test
    void specialEntriesOfAVocabularyAreKnown() {
        TokenInput rules = rules(VocabularyFile.lines(List.of("[PAD]", "[UNK]", "good")), InputKind.REVIEW, 10);

        assertThat(rules.firstId()).isZero();
        assertThat(rules.padding()).isZero();
        assertThat(rules.unknownId()).isEqualTo(1);
        assertThat(rules.standardization()).isEqualTo(Standardization.LOWER_AND_STRIP_PUNCTUATION.steps());
    }

    @Test
    void molecules() {
        TokenInput byCharacter = rules(VocabularyFile.lines(List.of("C", "l", "(")), InputKind.MOLECULE, 4);
        TokenInput byAtom = rules(VocabularyFile.lines(List.of("C", "Cl", "(")), InputKind.MOLECULE, 4);

        assertThat(byCharacter).isEqualTo(TokenInput.smiles(8));
        assertThat(byAtom.unit()).isEqualTo(TokenInput.Unit.LONGEST_MATCH);
    }

    @Test
    void aWordIndexFollowsKerasTokenizer() throws IOException {
        Path file = Files.writeString(folder.resolve("words.json"), "{\"bad\": 3, \"<OOV>\": 1, \"good\": 2}");

        TokenRules.Rules rules =
                TokenRules.of(InputKind.REVIEW, VocabularyFile.read(file), ModelChoices.Tokens.NONE, 8, 3);

        TokenInput input = rules.input();
        assertThat(rules.vocabulary()).as("no row for the last").containsExactly("<OOV>", "good");
        assertThat(input.firstId()).isEqualTo(1);
        assertThat(input.unknownId()).isEqualTo(1);
        assertThat(input.unit()).isEqualTo(TokenInput.Unit.SPACES);
        assertThat(input.paddingSide()).isEqualTo(TokenInput.Side.START);
        assertThat(input.truncation()).isEqualTo(TokenInput.Truncation.START);
        assertThat(input.standardization()).hasSize(2);
        assertThat("it's [x] a\\b".replaceAll(input.standardization().get(1).replace(), " "))
                .isEqualTo("it's  x  a b");
    }

    @Test
    void anIndexOfCharactersOrAtomsIsTheUsersOwn() throws IOException {
        Path characters = Files.writeString(folder.resolve("characters.json"), "{\"C\": 1, \"(\": 2, \"l\": 3}");
        Path atoms = Files.writeString(folder.resolve("atoms.json"), "{\"C\": 2, \"(\": 3, \"Cl\": 4}");

        TokenInput byCharacter = rules(VocabularyFile.read(characters), InputKind.MOLECULE, 4);
        TokenInput byAtom = rules(VocabularyFile.read(atoms), InputKind.MOLECULE, 5);

        assertThat(byCharacter).isEqualTo(TokenInput.smiles(8));
        assertThat(byAtom.unit()).isEqualTo(TokenInput.Unit.LONGEST_MATCH);
        assertThat(byAtom.firstId()).isEqualTo(2);
    }

    @Test
    void aTokenizerOfKerasSaysItsOwnRules() throws IOException {
        Path file = Files.writeString(
                folder.resolve("tokenizer.json"),
                "{\"class_name\": \"Tokenizer\", \"config\": {\"filters\": \"\", \"lower\": false, \"char_level\": true,"
                        + " \"word_index\": \"{\\\"C\\\": 1, \\\"O\\\": 2}\"}}");

        VocabularyFile read = VocabularyFile.read(file);

        assertThat(read.entries()).containsExactly("C", "O");
        assertThat(read.steps()).isEmpty();
        assertThat(read.unit()).isEqualTo(TokenInput.Unit.CHARACTERS);
    }

    @Test
    void anIndexWithAHoleIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("words.json"), "{\"a\": 1, \"b\": 3}");

        assertThatThrownBy(() -> VocabularyFile.read(file)).hasMessageEndingWith("leaves out the id 2.");
    }

    @Test
    void theTokenizersOwnSpecialTokensAreTaken() throws IOException {
        Path file = Files.writeString(
                folder.resolve("tokenizer.json"),
                "{\"added_tokens\": [{\"id\": 5, \"content\": \"[PAD]\"}], \"model\": {\"unk_token\": \"[UNK]\","
                        + " \"vocab\": {\"[UNK]\": 3, \"a\": 4}}}");

        TokenInput rules = rules(VocabularyFile.read(file), InputKind.REVIEW, 10);

        assertThat(rules.unit()).isEqualTo(TokenInput.Unit.SUBWORDS);
        assertThat(rules.padding()).isEqualTo(5);
        assertThat(rules.unknownId()).isEqualTo(3);
        assertThat(rules.tokenizerAddsSpecialTokens()).isTrue();
    }

    @Test
    void whatIsSaidGoesFirst() {
        ModelChoices.Tokens said = new ModelChoices.Tokens(
                null,
                null,
                TokenInput.Unit.CHARACTERS,
                Standardization.NONE,
                TokenInput.Side.START,
                TokenInput.Truncation.REFUSE,
                3,
                2);

        TokenInput rules = TokenRules.of(InputKind.REVIEW, VocabularyFile.lines(List.of("good", "bad")), said, 8, 20)
                .input();

        assertThat(rules)
                .isEqualTo(new TokenInput(
                        8,
                        TokenInput.Unit.CHARACTERS,
                        null,
                        List.of(),
                        3,
                        TokenInput.Unknown.REPLACE,
                        2,
                        0,
                        TokenInput.Side.START,
                        TokenInput.Truncation.REFUSE,
                        List.of(),
                        List.of()));
    }

    @Test
    void atomsAreCutWhereThatIsSaid() {
        ModelChoices.Tokens said =
                new ModelChoices.Tokens(null, null, TokenInput.Unit.ATOMS, null, null, null, null, null);
        VocabularyFile vocabulary = VocabularyFile.lines(List.of("[UNK]", "C", "[nH]", "="));

        assertThat(TokenRules.of(InputKind.MOLECULE, vocabulary, said, 8, 5).input())
                .isEqualTo(TokenInput.atoms(8));
        assertThatThrownBy(() -> TokenRules.of(InputKind.REVIEW, vocabulary, said, 8, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--split atoms is for models of molecules, but this one takes texts");
    }

    private static TokenInput rules(VocabularyFile file, InputKind kind, long rows) {
        return TokenRules.of(kind, file, ModelChoices.Tokens.NONE, 8, rows).input();
    }
}
