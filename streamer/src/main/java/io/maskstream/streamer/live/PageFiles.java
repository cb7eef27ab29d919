package io.maskstream.streamer.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The page's own files, from the jar. */
final class PageFiles {

    private static final String HTML = "text/html; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String ICON = "image/svg+xml";

    private static final String PICTURE = "image/png";

    private static final String PAGE = "index.html";

    /** Listed one by one, so that nothing else can be requested. */
    private static final List<String> NAMES = List.of(
            PAGE,
            "live.css",
            "icon.svg",
            "address.js",
            "answer.js",
            "ask.js",
            "candidates.js",
            "cards.js",
            "check.js",
            "cover.js",
            "detail.js",
            "dom.js",
            "evidence.js",
            "drift.js",
            "figures.js",
            "follow.js",
            "form.js",
            "input.js",
            "keep.js",
            "layout.js",
            "letter.js",
            "main.js",
            "occlusion.js",
            "order.js",
            "picture-input.js",
            "picture.js",
            "reach.js",
            "records.js",
            "sample-automobile.png",
            "sample-frog.png",
            "sample-ship.png",
            "samples.js",
            "save.js",
            "serving.js",
            "solubility.js",
            "stream.js",
            "structure.js",
            "summary.js",
            "tabs.js",
            "tooltip.js",
            "versions.js",
            "whatif.js",
            "words.js");

    /** A file of the page. */
    @SuppressWarnings("ArrayRecordComponent") // Sent as it is; never compared and never a key.
    record PageFile(String type, byte[] content) {}

    private final Map<String, PageFile> files = new LinkedHashMap<>();

    PageFiles() {
        for (String name : NAMES) {
            files.put(name, new PageFile(type(name), read(name)));
        }
    }

    /** Finds a file by its path below the page's own; the empty path is the page. */
    Optional<PageFile> find(String path) {
        return Optional.ofNullable(files.get(path.isEmpty() ? PAGE : path));
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.'))) {
            case ".html" -> HTML;
            case ".css" -> CSS;
            case ".svg" -> ICON;
            case ".png" -> PICTURE;
            default -> SCRIPT;
        };
    }

    private static byte[] read(String name) {
        try (InputStream file = PageFiles.class.getResourceAsStream(name)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("The page's file " + name + " cannot be read.", e);
        }
    }
}
