package io.maskstream.trainer.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Plots the agreement of the model's predictions on masked and whole records against the area of the mask, with
 * intervals.
 */
public final class TradeOffPlot {

    private TradeOffPlot() {}

    /** A line of the plot. */
    private static final class Line {

        private final List<Double> areas = new ArrayList<>();
        private final List<Double> means = new ArrayList<>();
        private final List<Double> errors = new ArrayList<>();

        void add(double area, JsonNode interval) {
            areas.add(area);
            means.add(100 * interval.path("mean").asDouble());
            errors.add(50
                    * (interval.path("high").asDouble() - interval.path("low").asDouble()));
        }
    }

    /**
     * Writes {@code trade-off.png}.
     *
     * @param figures figures with a node in {@code areas} for each fit
     * @return the file
     */
    public static Path write(Path folder, JsonNode figures) throws IOException {
        Map<String, Line> lines = new TreeMap<>();
        List<JsonNode> points = new ArrayList<>();
        figures.path("areas").forEach(points::add);
        points.sort(Comparator.comparingDouble(point -> point.path("asked").asDouble()));
        for (JsonNode point : points) {
            lines.computeIfAbsent("mask as it is", name -> new Line())
                    .add(point.path("mask").asDouble(), point.path("agreement"));
            for (Map.Entry<String, JsonNode> method : point.path("methods").properties()) {
                lines.computeIfAbsent("highest of " + method.getKey(), name -> new Line())
                        .add(point.path("asked").asDouble(), method.getValue());
            }
        }
        XYChart chart = CurvePlots.chart(
                "Agreement by area of the mask (validation records, 95% intervals)",
                "area: mean weight, or share of the parts kept", "same prediction as for the whole record (%)");
        lines.forEach((name, line) ->
                chart.addSeries(name, line.areas, line.means, line.errors).setMarker(SeriesMarkers.CIRCLE));
        Path file = folder.resolve("trade-off.png");
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
        return file;
    }
}
