package io.maskstream.trainer.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.commons.text.StringEscapeUtils;

/** A self-contained HTML page: no scripts, and nothing from another host. */
final class HtmlPage {

    private final StringBuilder body = new StringBuilder();
    private final String title;

    HtmlPage(String title) {
        this.title = title;
    }

    /** Adds markup. */
    HtmlPage markup(String html) {
        body.append(html);
        return this;
    }

    /** Adds text and escapes markup in it. */
    HtmlPage text(String text) {
        body.append(StringEscapeUtils.escapeHtml4(text));
        return this;
    }

    /** Adds text on a background that gets darker with the weight; the tooltip shows the weight. */
    HtmlPage weighted(String text, float weight) {
        return markup(String.format(Locale.ROOT, "<mark style=\"--weight:%.2f\" title=\"%.2f\">", weight, weight))
                .text(text)
                .markup("</mark>");
    }

    Path write(Path file) throws IOException {
        Files.writeString(
                file,
                """
                <!DOCTYPE html>
                <html lang="en">
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>%1$s</title>
                <style>
                :root { color-scheme: light dark; }
                body { font: 1rem/1.6 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
                /* One hue of varying strength, readable without distinguishing colours. */
                mark { color: inherit; border-radius: .2em;
                       background: color-mix(in srgb, #e69f00 calc(var(--weight) * 75%%), transparent); }
                article { border-top: 1px solid #8888; padding: .5rem 0; }
                figure { display: inline-block; margin: .5rem; vertical-align: top; width: 18rem; }
                figure svg { width: 100%%; height: 14rem; background: white; border-radius: .4rem; }
                code { overflow-wrap: anywhere; }
                td, th { padding: 0 .8rem 0 0; text-align: left; }
                </style>
                <h1>%1$s</h1>
                %2$s
                </html>
                """
                        .formatted(StringEscapeUtils.escapeHtml4(title), body));
        return file;
    }
}
