package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A headless browser from Debian's packages chromium and chromium-driver. */
final class Browser implements AutoCloseable {

    private static final Path BINARY = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private final ChromeDriver driver;
    private final String url;

    private Browser(ChromeDriver driver, String url) {
        this.driver = driver;
        this.url = url;
    }

    /** Skips the test if there is no browser. */
    static void assumeInstalled() {
        Assumptions.assumeTrue(
                Files.isExecutable(BINARY) && Files.isExecutable(DRIVER),
                "There is no " + BINARY + " with " + DRIVER + ": apt-get install chromium chromium-driver");
    }

    /** Opens a page. */
    static Browser open(String url) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(BINARY.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--window-size=1400,1500");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        Browser browser = new Browser(new ChromeDriver(service, options), url);
        browser.openAnew("");
        return browser;
    }

    /**
     * Opens the page again.
     *
     * @param fragment fragment of the address, including the number sign, or an empty string
     */
    void openAnew(String fragment) {
        driver.get("about:blank");
        driver.get(url + fragment);
        until("#status[data-state=live]");
    }

    /** Waits for an element. */
    WebElement until(String selector) {
        return new WebDriverWait(driver, PATIENCE).until(d -> d.findElements(By.cssSelector(selector)).stream()
                .findFirst()
                .orElse(null));
    }

    /**
     * Waits until the text of an element contains the given words. The page may replace the element while its text is
     * read.
     */
    WebElement until(String selector, String words) {
        return new WebDriverWait(driver, PATIENCE)
                .ignoring(StaleElementReferenceException.class)
                .withMessage(() -> selector + " with '" + words + "', but it is "
                        + all(selector).stream().map(WebElement::getText).toList())
                .until(d -> d.findElements(By.cssSelector(selector)).stream()
                        .filter(element -> element.getText().contains(words))
                        .findFirst()
                        .orElse(null));
    }

    WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    /** Presses keys in the focused element. */
    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    WebElement focused() {
        return driver.switchTo().activeElement();
    }

    /** Focuses an element like the Tab key. */
    void focus(WebElement element) {
        press(Keys.SHIFT);
        run("arguments[0].focus()", element);
    }

    /** Returns the result of a script. */
    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    void prefer(String scheme) {
        emulate(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Sets the width of the window in pixels, for example that of a phone. */
    void width(int width) {
        size(width, 1500);
    }

    /** Sets the size of the window in pixels. */
    void size(int width, int height) {
        emulate(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Disconnects or reconnects the network. */
    void offline(boolean now) {
        emulate("Network.enable", Map.of());
        emulate(
                "Network.emulateNetworkConditions",
                Map.of("offline", now, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    String address() {
        return driver.getCurrentUrl();
    }

    /** Goes back, like the browser's button. */
    void back() {
        driver.navigate().back();
    }

    void fullWidth() {
        emulate("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    private void emulate(String command, Map<String, Object> parameters) {
        driver.executeCdpCommand(command, parameters);
    }

    /** Returns the violations that axe finds in the current page. */
    List<String> accessibilityViolations() {
        return new AxeBuilder()
                .analyze(driver).getViolations().stream()
                        .map(Browser::described)
                        .toList();
    }

    private static String described(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + " "
                + rule.getNodes().stream()
                        .map(node -> node.getHtml() + " " + node.getFailureSummary())
                        .toList();
    }

    /**
     * Returns the errors on the browser's console since the last call, such as failed scripts and violations of the
     * page's policy.
     */
    List<String> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().equals(Level.SEVERE))
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Saves a screenshot of the page in target/screenshots. */
    void screenshot(String name) throws IOException {
        Files.createDirectories(SCREENSHOTS);
        byte[] png = driver.getScreenshotAs(OutputType.BYTES);
        assertThat(png).isNotEmpty();
        Files.write(SCREENSHOTS.resolve(name + ".png"), png);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
