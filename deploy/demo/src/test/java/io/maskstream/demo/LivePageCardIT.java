package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.streamer.engine.TinyImageExplainer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** Tests what the card of a record shows: masks, evidence and text. */
class LivePageCardIT extends LivePage {

    private static final String SCRIPT = "<script>window.hacked=1</script>";
    private static final String HANDLER = "<img src=x onerror=window.hacked=2>";

    @Test
    void theOverlayHasTheMasksValues() {
        publish(image("half", Pictures.halfRed(), COLOURS));
        WebElement card = browser.until("article[data-kind=image]", "half");
        WebElement canvas = card.findElement(css("canvas"));
        List<List<Long>> pixels = pixels(canvas);
        assertThat(pixels.get(0).get(3)).as("relevant pixels are not covered").isZero();
        assertThat(pixels.get(TinyImageExplainer.WIDTH - 1)).isEqualTo(List.of(0L, 0L, 0L, 255L));
        browser.find("#overlay-style option[value=colours]").click();
        pixels = pixels(canvas);
        assertThat(pixels).hasSize(TinyImageExplainer.WIDTH * TinyImageExplainer.HEIGHT);
        for (int i = 0; i < pixels.size(); i++) {
            boolean red = i % TinyImageExplainer.WIDTH < TinyImageExplainer.WIDTH / 2;
            // The two ends of the scale.
            assertThat(pixels.get(i)).isEqualTo(red ? List.of(254L, 232L, 56L, 255L) : List.of(0L, 34L, 78L, 255L));
        }
        double before = Double.parseDouble(canvas.getCssValue("opacity"));
        browser.focus(browser.find("#overlay"));
        browser.press(Keys.ARROW_LEFT, Keys.ARROW_LEFT);
        assertThat(Double.parseDouble(canvas.getCssValue("opacity"))).isLessThan(before);
        assertThat(browser.find("#overlay-value").getText()).isEqualTo("70%");

        browser.focus(card.findElement(css(".overlay")));
        browser.press(Keys.ARROW_LEFT);
        assertThat(browser.until("#tooltip:not([hidden])").getText())
                .as("a single weight as text")
                .isEqualTo("row 3, column 3  1.00");
    }

    @Test
    void evidenceHasTwoColoursAndItsNumbers() throws IOException {
        publishSigned();
        WebElement review = browser.until("article[data-kind=review]", "praise-and-blame");
        assertThat(review.getText())
                .contains(
                        "Evidence for positive, in probability: 0.50 with nothing seen, +0.13 from its words, "
                                + "+0.11 unexplained: 0.73",
                        "great +0.13, love +0.13, boring \u22120.13");
        List<WebElement> words = review.findElements(css(".words .token"));
        assertThat(words)
                .extracting(word -> word.getText() + " " + word.getAttribute("data-evidence"))
                .containsExactly("A 0", "great 0.125", "film 0", "I 0", "love 0.125", "it 0", "but 0", "boring -0.125");
        String raising = words.get(1).getCssValue("background-color");
        assertThat(words.get(4).getCssValue("background-color")).isEqualTo(raising);
        assertThat(words.get(7).getCssValue("background-color"))
                .isNotEqualTo(raising)
                .isNotEqualTo(words.get(0).getCssValue("background-color"));
        browser.focus(words.get(7));
        assertThat(browser.until("#tooltip:not([hidden])").getText()).isEqualTo("boring  \u22120.13, weight 1.00");

        WebElement whyNot = browser.until("article[data-kind=review]", "why-not");
        assertThat(whyNot.getText())
                .contains("positive 73%", "Evidence for negative, in probability: 0.50 with nothing seen, \u22120.13");

        WebElement molecule = browser.until("article[data-kind=molecule]", "signed-molecule");
        assertThat(molecule.getText()).contains("Evidence for with", "O (3) +0.25", "C (1) \u22120.063");
        assertThat(molecule.findElements(css("svg .lowers[data-atom='0']"))).isNotEmpty();
        assertThat(molecule.findElements(css("svg .lowers[data-atom='2']"))).isEmpty();
        browser.run("arguments[0].scrollIntoView({ block: 'center' })", molecule);
        molecule.findElement(css(".open")).click();
        browser.until("dialog[open] .weights summary", "All 3 weights and their evidence")
                .click();
        assertThat(browser.until("dialog[open] .weights tbody tr:last-child").getText())
                .isEqualTo("O (3) 1.00 +0.25");
        browser.screenshot("live-evidence");
        browser.press(Keys.ESCAPE);
    }

    @Test
    void theEvidenceOfAnImageLiesOverIt() {
        publishSigned();
        WebElement card = browser.until("article[data-kind=image]", "signed-half");
        assertThat(card.findElements(css("figure"))).hasSize(3);
        List<List<Long>> cells = pixels(card.findElement(css("canvas.evidence")));
        assertThat(cells).hasSize(6);
        // The cells in the middle are half red and half black; the other cells of each class have equal evidence.
        assertThat(cells.get(0)).isEqualTo(List.of(0L, 114L, 178L, 255L));
        assertThat(cells.get(1).get(3)).isZero();
        assertThat(cells.get(2)).isEqualTo(List.of(230L, 159L, 0L, 255L));
        browser.focus(card.findElements(css(".overlay")).get(1));
        browser.press(Keys.ARROW_LEFT);
        assertThat(browser.until("#tooltip:not([hidden])").getText()).isEqualTo("row 2, column 1  \u22120.50");
    }

    @Test
    void marksAnExplainerThatFailsAConditionOfTheGate() throws IOException {
        publish(image("marked", Pictures.halfRed(), COLOURS));
        WebElement card = browser.until("article[data-kind=image]", "marked");
        browser.focus(card.findElement(css(".card-foot .caution")));
        assertThat(browser.until("#tooltip:not([hidden])").getText()).isEqualTo("fails stable (0.40 <b>)");
        browser.screenshot("live-caution");
        browser.press(Keys.ESCAPE);
        card.findElement(css(".open")).click();
        browser.until("dialog[open] .properties .caution");
        browser.press(Keys.ESCAPE);
    }

    @Test
    void textOfRecordsIsNeverMarkup() {
        publish("{\"id\":\"" + SCRIPT + "\",\"text\":\"A great film. " + SCRIPT + HANDLER + "\"}");
        publish("{\"id\":\"" + HANDLER + "\",\"smiles\":\"" + SCRIPT + "\"}");
        publish("{\"" + SCRIPT + HANDLER);
        assertThat(browser.until("article[data-kind=review] h3", SCRIPT).getText())
                .isEqualTo(SCRIPT);
        browser.until("article[data-kind=review] .words", SCRIPT + HANDLER);
        browser.until("article[data-kind=molecule][data-outcome=dead_letter] h3", HANDLER);
        browser.until("article[data-kind=molecule] .value", SCRIPT);
        browser.until("article:not([data-kind]) .value", SCRIPT + HANDLER);
        assertThat(browser.all("article script, article img[src='x'], #tooltip script"))
                .isEmpty();
        browser.find("#find-id").sendKeys(SCRIPT + Keys.ENTER);
        browser.until("dialog[open] h3", SCRIPT);
        assertThat(browser.run("return window.hacked")).isNull();
    }

    @SuppressWarnings("unchecked")
    private List<List<Long>> pixels(WebElement canvas) {
        return (List<List<Long>>) browser.run(
                """
                const canvas = arguments[0];
                const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
                return Array.from({ length: data.length / 4 }, (_, i) => [...data.slice(4 * i, 4 * i + 4)]);
                """,
                canvas);
    }
}
