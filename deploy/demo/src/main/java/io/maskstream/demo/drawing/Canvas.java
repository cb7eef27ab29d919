package io.maskstream.demo.drawing;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.RadialGradientPaint;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Random;

/**
 * What a picture is painted on: a square of {@value #UNITS} by {@value #UNITS} units, so that a unit becomes a pixel for a
 * model of small pictures. Colours are 0xRRGGBB, or 0xAARRGGBB where something is to shine through. What looks random is the
 * same for the same seed.
 */
final class Canvas {

    /** Width and height, in units. */
    static final int UNITS = 32;

    private final BufferedImage image;
    private final Graphics2D graphics;
    private final double scale;
    private final Random random;

    /** An empty one of some pixels in width and height. */
    Canvas(int pixels, long seed) {
        image = new BufferedImage(pixels, pixels, BufferedImage.TYPE_INT_RGB);
        scale = (double) pixels / UNITS;
        random = new Random(seed);
        graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.scale(scale, scale);
    }

    /** Fills a shape with one colour. */
    void fill(Shape shape, int colour) {
        paint(shape, colour(colour));
    }

    /** Fills a shape from one colour at its top to another at its bottom. */
    void fill(Shape shape, int top, int bottom) {
        Rectangle2D bounds = shape.getBounds2D();
        paint(
                shape,
                new GradientPaint(
                        0, (float) bounds.getMinY(), colour(top), 0, (float) bounds.getMaxY(), colour(bottom)));
    }

    /** Draws a line of some width along a shape. */
    void line(Shape shape, double width, int colour) {
        graphics.setPaint(colour(colour));
        graphics.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.draw(shape);
    }

    /** A soft spot of light or shadow that fades out to the rim of an ellipse. */
    void glow(double x, double y, double radiusX, double radiusY, int colour) {
        glow(Outline.rectangle(0, 0, UNITS, UNITS), x, y, radiusX, radiusY, colour);
    }

    /** The same, within a shape only. */
    void glow(Shape within, double x, double y, double radiusX, double radiusY, int colour) {
        Shape clip = graphics.getClip();
        AffineTransform transform = graphics.getTransform();
        graphics.clip(within);
        graphics.translate(x, y);
        graphics.scale(radiusX, radiusY);
        // Towards the same colour, only clear: Java mixes colours before it multiplies them with their opacity.
        Color[] fading = {colour(colour), new Color(colour & 0xffffff, true)};
        paint(
                Outline.ellipse(0, 0, 1, 1),
                new RadialGradientPaint(new Point2D.Double(), 1, new float[] {0, 1}, fading));
        graphics.setTransform(transform);
        graphics.setClip(clip);
    }

    /** Scatters hairs, blades or ripples over a shape: short strokes of one direction, more or less. */
    void hairs(Shape within, int count, double length, double degrees, double width, int... colours) {
        Shape clip = graphics.getClip();
        graphics.clip(within);
        Rectangle2D bounds = within.getBounds2D();
        for (int i = 0; i < count; i++) {
            double x = bounds.getX() + random.nextDouble() * bounds.getWidth();
            double y = bounds.getY() + random.nextDouble() * bounds.getHeight();
            double angle = Math.toRadians(degrees + 15 * random.nextGaussian());
            double reach = length * (0.5 + random.nextDouble());
            line(
                    new Line2D.Double(x, y, x + reach * Math.cos(angle), y + reach * Math.sin(angle)),
                    width,
                    colours[random.nextInt(colours.length)]);
        }
        graphics.setClip(clip);
    }

    /** Scatters spots over a shape, of at most some radius. */
    void spots(Shape within, int count, double radius, int... colours) {
        Shape clip = graphics.getClip();
        graphics.clip(within);
        Rectangle2D bounds = within.getBounds2D();
        for (int i = 0; i < count; i++) {
            double x = bounds.getX() + random.nextDouble() * bounds.getWidth();
            double y = bounds.getY() + random.nextDouble() * bounds.getHeight();
            double size = radius * (0.4 + 0.6 * random.nextDouble());
            fill(
                    Outline.ellipse(x, y, size, size * (0.6 + 0.4 * random.nextDouble())),
                    colours[random.nextInt(colours.length)]);
        }
        graphics.setClip(clip);
    }

    /** Puts all that was painted until now out of focus. */
    void blur(double deviation) {
        new Blur(deviation * scale).apply(image);
    }

    /** Adds the noise of a sensor, the same to all three channels but for a little. */
    void grain(double deviation) {
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                double noise = deviation * random.nextGaussian();
                int colour = image.getRGB(x, y);
                int red = noisy(colour >> 16 & 0xff, noise);
                int green = noisy(colour >> 8 & 0xff, noise);
                int blue = noisy(colour & 0xff, noise);
                image.setRGB(x, y, red << 16 | green << 8 | blue);
            }
        }
    }

    /** The picture as it is now. */
    BufferedImage image() {
        return image;
    }

    private int noisy(int value, double noise) {
        return (int) Math.max(0, Math.min(255, Math.round(value + noise + random.nextGaussian())));
    }

    private void paint(Shape shape, Paint paint) {
        graphics.setPaint(paint);
        graphics.fill(shape);
    }

    private static Color colour(int argb) {
        return argb >>> 24 == 0 ? new Color(argb) : new Color(argb, true);
    }
}
