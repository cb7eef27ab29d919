package io.maskstream.demo.drawing;

import java.awt.Shape;

/** A lorry with a white box on a country road. */
final class Truck {

    private Truck() {}

    static void paint(Canvas canvas) {
        Scenery.sky(canvas, 0x88b4dc, 0xdce8f0);
        canvas.fill(Scenery.ground(17), 0x6c8a4c, 0x7c9858);
        canvas.spots(Outline.rectangle(0, 14.5, 32, 4), 60, 2, 0xff48663a, 0xff587a44, 0xff6a8a50);
        canvas.fill(Scenery.ground(22.5), 0x98969a, 0x6c6a70);
        canvas.blur(0.5);
        canvas.glow(16, 27.6, 16, 2.0, 0xd0141418);
        canvas.fill(Outline.rectangle(3, 22.2, 27, 2.6), 0x34363a, 0x1c1c20);
        Shape box = Outline.rectangle(11.4, 5.0, 19.6, 17.6);
        canvas.fill(box, 0xfafafa, 0xd0d2d6);
        canvas.fill(Outline.rectangle(11.4, 12.0, 19.6, 3.4), 0x2c68b0, 0x20508c);
        for (double x = 15; x < 31; x += 4) {
            canvas.line(Outline.polygon(x, 5.4, x, 22.2), 0.14, 0x70808890);
        }
        canvas.line(box, 0.35, 0xffa8acb2);
        Shape cab = Outline.round(
                1.0, 22.8, 0.9, 17.8, 1.8, 16.4, 2.6, 11.0, 3.6, 9.4, 6.0, 9.0, 10.8, 9.0, 11.0, 12, 11.0, 20, 11.0,
                24.2, 4, 24.4, 1.4, 24.2);
        canvas.fill(cab, 0xe8442c, 0x981c14);
        canvas.fill(Outline.polygon(2.9, 15.8, 3.7, 10.8, 5.0, 10.2, 9.6, 10.2, 9.6, 15.8), 0x8cacc4, 0x20303c);
        canvas.line(Outline.polygon(5.6, 10.2, 5.2, 15.8), 0.5, 0xffb82c20);
        canvas.line(Outline.polygon(5.2, 16.4, 5.2, 22.4), 0.2, 0xff701410);
        canvas.line(Outline.polygon(10.0, 16.0, 10.0, 22.4), 0.2, 0xff701410);
        canvas.fill(Outline.rectangle(0.7, 21.8, 4.2, 2.6), 0xc8ccd0, 0x74787c);
        canvas.fill(Outline.ellipse(1.9, 19.8, 0.9, 0.9), 0xfff6d8);
        canvas.line(Outline.polygon(2.2, 11.6, 1.4, 14.6), 0.5, 0xff202022);
        wheel(canvas, 6.8);
        wheel(canvas, 21.0);
        wheel(canvas, 26.6);
    }

    private static void wheel(Canvas canvas, double x) {
        canvas.fill(Outline.ellipse(x, 25.0, 3.0, 3.0), 0x18181a);
        canvas.fill(Outline.ellipse(x, 25.0, 1.5, 1.5), 0xc4c8cc, 0x74787c);
        canvas.fill(Outline.ellipse(x, 25.0, 0.6, 0.6), 0x404448);
    }
}
