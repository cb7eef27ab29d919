package io.maskstream.demo.drawing;

import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** Outlines of what is drawn; points are given as x and y in turn. */
final class Outline {

    /** A third of the half chord between a point's neighbours: Catmull-Rom splines as Bezier curves. */
    private static final double TANGENT = 1.0 / 6;

    private Outline() {}

    /** A closed smooth curve through some points. */
    static Shape round(double... points) {
        int count = points.length / 2;
        Path2D path = new Path2D.Double();
        path.moveTo(points[0], points[1]);
        for (int i = 0; i < count; i++) {
            spline(path, points, (i + count - 1) % count, i, (i + 1) % count, (i + 2) % count);
        }
        path.closePath();
        return path;
    }

    /** An open smooth curve through some points. */
    static Shape line(double... points) {
        int last = points.length / 2 - 1;
        Path2D path = new Path2D.Double();
        path.moveTo(points[0], points[1]);
        for (int i = 0; i < last; i++) {
            spline(path, points, Math.max(0, i - 1), i, i + 1, Math.min(last, i + 2));
        }
        return path;
    }

    /** A polygon. */
    static Shape polygon(double... points) {
        Path2D path = new Path2D.Double();
        path.moveTo(points[0], points[1]);
        for (int i = 2; i < points.length; i += 2) {
            path.lineTo(points[i], points[i + 1]);
        }
        path.closePath();
        return path;
    }

    /** An ellipse by its middle and its radii. */
    static Shape ellipse(double x, double y, double radiusX, double radiusY) {
        return new Ellipse2D.Double(x - radiusX, y - radiusY, 2 * radiusX, 2 * radiusY);
    }

    /** A rectangle by its upper left corner. */
    static Shape rectangle(double x, double y, double width, double height) {
        return new Rectangle2D.Double(x, y, width, height);
    }

    private static void spline(Path2D path, double[] points, int before, int from, int to, int behind) {
        path.curveTo(
                points[2 * from] + TANGENT * (points[2 * to] - points[2 * before]),
                points[2 * from + 1] + TANGENT * (points[2 * to + 1] - points[2 * before + 1]),
                points[2 * to] - TANGENT * (points[2 * behind] - points[2 * from]),
                points[2 * to + 1] - TANGENT * (points[2 * behind + 1] - points[2 * from + 1]),
                points[2 * to],
                points[2 * to + 1]);
    }
}
