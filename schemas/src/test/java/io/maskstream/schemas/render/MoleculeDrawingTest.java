package io.maskstream.schemas.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.UnencodableInputException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MoleculeDrawingTest {

    @Test
    void everyAtomHasAGroundOfItsWeight() throws Exception {
        MoleculeDrawing drawing = new MoleculeDrawing("CCO");
        drawing.weigh(1, 0.5f);
        drawing.weigh(2, 1);

        String svg = drawing.svg();

        assertThat(svg)
                .startsWith("<svg")
                .containsPattern(Pattern.compile("data-atom='0' fill='#FFFFFF'"))
                .contains("data-atom='1' fill='#F3CF80'", "data-atom='2' stroke='#E69F00'")
                .doesNotContain("#7E0");
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
                        .getDocumentElement()
                        .getAttribute("xmlns"))
                .isEqualTo("http://www.w3.org/2000/svg");
    }

    @Test
    void anAtomsWeightIsTheHighestOfItsCharacters() {
        MoleculeDrawing drawing = new MoleculeDrawing("C=Cl");
        assertThat(drawing.atoms()).isEqualTo(2);
        drawing.weigh(0, 0);
        drawing.weigh(Span.NO_ATOM, 1);
        drawing.weigh(1, 0.5f);
        drawing.weigh(1, 0.2f);

        assertThat(drawing.svg()).contains("#F3CF80").doesNotContain("#E69F00");
    }

    @Test
    void evidenceIsSummedAndShownInTwoColoursInPlaceOfWeights() {
        MoleculeDrawing drawing = new MoleculeDrawing("C=Cl");
        drawing.weigh(0, 1);
        drawing.addEvidence(0, 0.05f);
        drawing.addEvidence(Span.NO_ATOM, 10);
        drawing.addEvidence(1, -0.3f);
        drawing.addEvidence(1, 0.2f);

        assertThat(drawing.svg())
                .contains("data-atom='0' fill='#F3CF80'", "data-atom='1' stroke='#56B4E9'")
                .doesNotContain("#E69F00");
    }

    @Test
    void showsNothingWhereAllEvidenceIsZero() {
        MoleculeDrawing drawing = new MoleculeDrawing("CO");
        drawing.weigh(1, 1);
        drawing.addEvidence(0, 0);

        assertThat(drawing.svg()).contains("data-atom='1'").doesNotContain("#E69F00", "#56B4E9");
    }

    @Test
    void refusesWhatIsNoMolecule() {
        assertThatThrownBy(() -> new MoleculeDrawing("C1CC")).isInstanceOf(UnencodableInputException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CCO |$<script>;;$|", "CCO <script>", "[C:1]<script>"})
    void refusesTextOfTheRecordThatItCouldDraw(String smiles) {
        assertThatThrownBy(() -> new MoleculeDrawing(smiles)).isInstanceOf(UnencodableInputException.class);
    }

    @Test
    void skipsWhiteSpaceAroundAMolecule() {
        assertThat(new MoleculeDrawing(" CCO\n").atoms()).isEqualTo(3);
    }
}
