package io.maskstream.demo.drawing;

import java.awt.Shape;

/** A red hatchback at the side of a road. */
final class Automobile {

    private Automobile() {}

    static void paint(Canvas canvas) {
        Scenery.foliage(canvas, 0x56703f, 0x3f5a30, 0x6f8a4f, 0x8a9a63, 0x4c6638);
        canvas.fill(Outline.rectangle(0, 0, Canvas.UNITS, 6), 0xffc9d8e4, 0x20c9d8e4);
        canvas.fill(Scenery.ground(18), 0xa9a6a0, 0x77757a);
        canvas.hairs(Scenery.ground(18), 200, 2, 0, 0.2, 0x40ffffff, 0x40303030);
        canvas.blur(0.5);
        canvas.glow(16, 25.6, 16, 2.2, 0xd0141414);
        Shape body = Outline.round(
                1.6, 22.6, 1.5, 19.4, 3.0, 17.8, 7.6, 16.5, 9.4, 15.4, 12.2, 11.9, 15.0, 11.0, 21.0, 10.9, 24.6, 12.0,
                28.2, 16.2, 30.2, 17.6, 30.6, 21.0, 30.2, 23.6, 26.0, 24.4, 16.0, 24.5, 6.0, 24.4, 2.6, 24.0);
        canvas.fill(body, 0xf04434, 0x7c0d0c);
        canvas.fill(
                Outline.round(2.4, 18.8, 8.0, 17.0, 16.0, 16.9, 24.0, 17.0, 29.6, 18.0, 29.8, 18.8, 16, 18.2, 8, 18.4),
                0xb0ff9a84,
                0x20ff8070);
        Shape windows = Outline.polygon(10.4, 16.3, 13.2, 12.7, 15.4, 12.0, 20.8, 12.0, 24.0, 13.0, 26.4, 16.4);
        canvas.fill(windows, 0x2e3c4a, 0x11161c);
        canvas.fill(
                Outline.polygon(11.6, 15.9, 13.8, 12.9, 15.6, 12.4, 16.6, 12.4, 13.6, 15.9), 0xc0a8c4d8, 0x5090a8b8);
        canvas.line(Outline.polygon(17.6, 11.7, 18.0, 16.4), 0.6, 0xffc4261c);
        canvas.line(Outline.line(18.0, 17.0, 18.2, 20.6, 17.4, 23.4), 0.22, 0xff5c0a0a);
        canvas.line(Outline.line(2.4, 22.9, 16, 23.2, 29.6, 22.9), 0.7, 0xff2a1414);
        canvas.fill(Outline.round(2.2, 18.5, 4.8, 18.0, 5.0, 19.3, 2.4, 20.0), 0xfff4d8);
        canvas.fill(Outline.round(28.9, 17.9, 30.2, 18.3, 30.3, 20.2, 29.2, 19.9), 0xffb04020);
        canvas.fill(Outline.rectangle(19.2, 18.1, 1.3, 0.4), 0xffd8d8d8);
        wheel(canvas, 7.9);
        wheel(canvas, 24.4);
    }

    private static void wheel(Canvas canvas, double x) {
        canvas.fill(Outline.ellipse(x, 23.3, 3.3, 3.3), 0xff240808);
        canvas.fill(Outline.ellipse(x, 23.7, 2.9, 2.9), 0x1c1c1e);
        canvas.fill(Outline.ellipse(x, 23.7, 1.9, 1.9), 0xd4d8dc, 0x7c8288);
        for (int spoke = 0; spoke < 5; spoke++) {
            double angle = 2 * Math.PI * spoke / 5;
            canvas.line(
                    Outline.line(x, 23.7, x + 1.6 * Math.cos(angle), 23.7 + 1.6 * Math.sin(angle)), 0.35, 0xff4a4e52);
        }
        canvas.fill(Outline.ellipse(x, 23.7, 0.5, 0.5), 0xb8bcc0);
    }
}
