package io.maskstream.trainer.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Plots the insertion and deletion curves of an evaluation, for the mask and the other methods. */
public final class CurvePlots {

    /** Okabe and Ito 2008: distinguishable for colour-blind people. */
    private static final List<Color> PALETTE = List.of(
            new Color(0x0072B2),
            new Color(0x999999),
            new Color(0xE69F00),
            new Color(0x009E73),
            new Color(0xD55E00),
            new Color(0xCC79A7),
            new Color(0x56B4E9),
            new Color(0x000000),
            new Color(0x882255),
            new Color(0xDDCC77),
            new Color(0x332288));

    private static final int WIDTH = 900;
    private static final int HEIGHT = 560;

    private CurvePlots() {}

    /**
     * Writes a plot of deletion and one of insertion for each replacement, such as {@code deletion-blur.png}.
     *
     * @param faithfulness node {@code faithfulness} of an evaluation
     * @param parts name of the parts that are kept or removed, such as "words"
     * @return the files
     */
    public static List<Path> write(Path folder, JsonNode faithfulness, String parts) throws IOException {
        List<Path> files = new ArrayList<>();
        boolean classes = faithfulness.path("whole").asDouble() > 0;
        for (String curve : List.of("insertion", "deletion")) {
            for (JsonNode replacement : faithfulness.path("replacements")) {
                String name = replacement.asText();
                XYChart chart = chart(
                        String.format(
                                "%s: the highest %s %s (%s), %s is better",
                                curve.equals("insertion") ? "Insertion" : "Deletion",
                                parts,
                                curve.equals("insertion") ? "kept" : "taken away",
                                name,
                                faithfulness.path("better").path(curve).asText()),
                        "share of the " + parts + " (%)",
                        classes ? "probability that is left" : "distance from the prediction");
                draw(chart, faithfulness.path("methods"), curve, name);
                Path file = folder.resolve(curve + "-" + name.replace(' ', '-'));
                BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
                files.add(file.resolveSibling(file.getFileName() + ".png"));
            }
        }
        return files;
    }

    /** Returns an empty chart in the common style. */
    static XYChart chart(String title, String across, String up) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(across)
                .yAxisTitle(up)
                .build();
        chart.getStyler()
                .setLegendPosition(Styler.LegendPosition.OutsideE)
                .setChartBackgroundColor(Color.WHITE)
                .setSeriesColors(PALETTE.toArray(Color[]::new));
        return chart;
    }

    private static void draw(XYChart chart, JsonNode methods, String curve, String replacement) {
        for (Map.Entry<String, JsonNode> method : methods.properties()) {
            List<Double> shares = new ArrayList<>();
            List<Double> values = new ArrayList<>();
            for (Map.Entry<String, JsonNode> point : method.getValue()
                    .path(curve)
                    .path(replacement)
                    .path("byShare")
                    .properties()) {
                shares.add(Double.valueOf(point.getKey().replace("%", "")));
                values.add(point.getValue().path("mean").asDouble());
            }
            if (!shares.isEmpty()) {
                chart.addSeries(method.getKey(), shares, values).setMarker(SeriesMarkers.CIRCLE);
            }
        }
    }
}
