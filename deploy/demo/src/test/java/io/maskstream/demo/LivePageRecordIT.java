package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** Tests the dialog with a single record. */
class LivePageRecordIT extends LivePage {

    @Test
    void opensOneRecordByItsId() throws IOException {
        browser.find("#find-id").sendKeys("aspirin" + Keys.ENTER);
        WebElement dialog = browser.until("dialog[open] article");
        assertThat(dialog.getText()).contains("aspirin", "Its digest", "Frozen model");
        browser.screenshot("live-molecule");
        browser.press(Keys.ESCAPE);
        assertThat(browser.all("dialog[open]")).isEmpty();
        browser.openAnew("#id=automobile");
        browser.until("dialog[open] article[data-kind=image]");
        browser.screenshot("live-image");
        browser.press(Keys.ESCAPE);
        browser.find("#find-id").sendKeys("nobody" + Keys.ENTER);
        browser.until("dialog[open]", "nobody: It is not among the last 1000 records");
        // The response is a 404, which the browser logs as an error.
        assertThat(browser.errors()).allSatisfy(error -> assertThat(error).contains("404"));
    }

    @Test
    void asksTheModelAboutPartsAndChanges() throws IOException {
        publishSigned();
        browser.until("article[data-kind=review] h3", "praise-and-blame");
        browser.find("#find-id").sendKeys("praise-and-blame" + Keys.ENTER);
        browser.until("#explore-keep summary").click();
        browser.until(".keep-answer", "The model then predicts");
        browser.focus(browser.find("#keep-count"));
        browser.press(Keys.HOME, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
        // Two good words and a bad one have the highest weights, like the whole review.
        browser.until(
                ".keep-answer", "The model then predicts positive 73%; for the whole input it predicts positive 73%.");
        browser.press(Keys.HOME);
        browser.until(".keep-answer", "50%; for the whole");
        browser.screenshot("live-keep");

        browser.find("#explore-whatif summary").click();
        browser.find("#whatif-text").clear();
        browser.find("#whatif-text").sendKeys("A boring film.");
        browser.find("#explore-whatif .primary").click();
        browser.until("#explore-whatif .column:last-child article", "negative 73%");
        browser.find("#whatif-class option[value=positive]").click();
        browser.find("#whatif-class + button").click();
        browser.until("#explore-whatif .column:last-child .sum", "Evidence for positive");
        browser.screenshot("live-whatif");

        browser.find("#explore-occlusion summary").click();
        browser.find("#explore-occlusion button").click();
        browser.until("#explore-occlusion figcaption", "Occlusion, in 9 passes");
        List<WebElement> words = browser.all("#explore-occlusion .column:last-child .token");
        assertThat(words.get(7).getText()).isEqualTo("boring");
        assertThat(Double.parseDouble(words.get(7).getAttribute("data-evidence")))
                .isNegative();
        assertThat(Double.parseDouble(words.get(1).getAttribute("data-evidence")))
                .isPositive();
        browser.screenshot("live-occlusion");
        assertThat(browser.accessibilityViolations()).isEmpty();
        browser.press(Keys.ESCAPE);
    }

    @Test
    void coversAPictureAndExplainsItAgain() throws IOException {
        publishSigned();
        browser.until("article[data-kind=image] h3", "signed-half");
        browser.find("#find-id").sendKeys("signed-half" + Keys.ENTER);
        browser.until("#explore-whatif summary").click();
        browser.find("#explore-whatif .primary").click();
        browser.until("#explore-whatif [role=status]", "Change something first.");
        browser.focus(browser.find(".cover"));
        browser.press(" ", Keys.ARROW_DOWN, " ");
        browser.find("#explore-whatif .primary").click();
        browser.until("#explore-whatif .column:last-child article[data-kind=image]");
        browser.screenshot("live-covered");
        assertThat(browser.accessibilityViolations()).isEmpty();
        browser.press(Keys.ESCAPE);
    }

    @Test
    void showsADeadLetterAsItWasPublishedAndReplaysIt() throws IOException {
        publish("{\"id\":\"once-more\",\"smiles\":\"C1CC\"}");
        browser.until("article[data-outcome=dead_letter] h3", "once-more");
        browser.find("#find-id").sendKeys("once-more" + Keys.ENTER);
        String first = browser.until("dialog[open] article").getAttribute("data-origin");
        assertThat(browser.find(".letter").getText()).contains("key null", "value 34 bytes");
        browser.screenshot("live-letter");
        assertThat(browser.accessibilityViolations()).isEmpty();
        browser.find(".replay button").click();
        browser.until("dialog[open] article:not([data-origin='" + first + "'])", "unparsable");
        browser.press(Keys.ESCAPE);
    }
}
