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

/** How faithful the order of a mask and of its controls is, as plots: from the figures that an evaluation reports. */
public final class CurvePlots {

    /** Okabe and Ito 2008: can be told apart by colour-blind people. */
    private static final List<Color> PALETTE = List.of(
            new Color(0x0072B2),
            new Color(0x999999),
            new Color(0xE69F00),
            new Color(0x009E73),
            new Color(0xD55E00),
            new Color(0xCC79A7),
            new Color(0x56B4E9));

    private static final int WIDTH = 900;
    private static final int HEIGHT = 560;

    private CurvePlots() {}

    /**
     * Writes {@code agreement.png}, {@code deletion.png} and {@code insertion.png}.
     *
     * @param faithfulness the node of that name of an evaluation
     * @param parts what is kept or removed, such as "words"
     * @return the files
     */
    public static List<Path> write(Path folder, JsonNode faithfulness, String parts) throws IOException {
        return List.of(
                plot(
                        folder.resolve("agreement"),
                        faithfulness,
                        "agreementAtBudget",
                        "Agreement when only the highest " + parts + " are kept",
                        "share of the " + parts + " kept (%)",
                        "predictions that stay the same (%)",
                        100),
                plot(
                        folder.resolve("deletion"),
                        faithfulness,
                        "deletion",
                        "Deletion: the highest " + parts + " removed first (higher is better)",
                        "share of the " + parts + " removed (%)",
                        "mean distance of the prediction",
                        1),
                plot(
                        folder.resolve("insertion"),
                        faithfulness,
                        "insertion",
                        "Insertion: the highest " + parts + " kept first (lower is better)",
                        "share of the " + parts + " kept (%)",
                        "mean distance of the prediction",
                        1));
    }

    private static Path plot(
            Path file,
            JsonNode faithfulness,
            String curve,
            String title,
            String horizontal,
            String vertical,
            double factor)
            throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(horizontal)
                .yAxisTitle(vertical)
                .build();
        chart.getStyler()
                .setLegendPosition(Styler.LegendPosition.OutsideE)
                .setChartBackgroundColor(Color.WHITE)
                .setSeriesColors(PALETTE.toArray(Color[]::new));
        for (Map.Entry<String, JsonNode> attribution : faithfulness.properties()) {
            JsonNode points = attribution.getValue().path(curve);
            if (points.isObject()) {
                List<Double> shares = new ArrayList<>();
                List<Double> values = new ArrayList<>();
                for (Map.Entry<String, JsonNode> point : points.properties()) {
                    shares.add(Double.valueOf(point.getKey().replace("%", "")));
                    values.add(factor * point.getValue().asDouble());
                }
                chart.addSeries(attribution.getKey(), shares, values).setMarker(SeriesMarkers.CIRCLE);
            }
        }
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
        return file.resolveSibling(file.getFileName() + ".png");
    }
}
