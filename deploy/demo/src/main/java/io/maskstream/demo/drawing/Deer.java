package io.maskstream.demo.drawing;

import java.awt.Shape;

/** A stag in high grass. */
final class Deer {

    private Deer() {}

    static void paint(Canvas canvas) {
        Scenery.foliage(canvas, 0x5f6a3e, 0x4a5530, 0x77804c, 0x8c8a58, 0x3c4828);
        Scenery.grass(canvas, 20, 0x8f8a50, 0x6f6a38, 0x60b4a868, 0x60504c20, 0x6088803c);
        canvas.glow(18, 29.4, 10, 1.6, 0x90201c08);
        leg(canvas, 0x553a22, 13.6, 19.6, 13.4, 24.4, 14.0, 29.6);
        leg(canvas, 0x553a22, 23.4, 19.6, 25.0, 23.6, 24.0, 29.4);
        Shape body = Outline.round(
                6.4, 10.4, 9.6, 10.2, 11.2, 12.8, 15.0, 13.6, 21.0, 13.6, 25.6, 14.2, 27.0, 17.0, 26.2, 20.2, 22.8,
                20.8, 17.0, 21.0, 13.0, 21.2, 10.0, 19.6, 8.6, 16.0, 7.0, 13.0);
        canvas.fill(body, 0xb07a46, 0x7a4f2a);
        canvas.hairs(body, 320, 1.2, 10, 0.2, 0x48d8a870, 0x484c2c14);
        canvas.glow(body, 17, 21.2, 7, 1.6, 0xc0d8bc94);
        canvas.fill(Outline.round(26.0, 14.4, 27.8, 15.2, 27.6, 18.4, 26.4, 18.0), 0xf0e6d4);
        leg(canvas, 0x8a5a32, 11.4, 19.6, 11.0, 24.6, 11.2, 30.4);
        leg(canvas, 0x8a5a32, 25.2, 18.6, 27.0, 24.0, 26.2, 30.2);
        canvas.fill(Outline.round(23.4, 14.6, 27.0, 15.6, 27.0, 19.6, 25.6, 22.4, 23.6, 20.6), 0xa06c3c, 0x8a5a32);
        canvas.fill(Outline.round(9.6, 15.4, 12.6, 14.6, 13.4, 18.6, 12.2, 21.8, 10.6, 21.0), 0xa87240, 0x8a5a32);
        canvas.fill(Outline.round(9.2, 8.4, 12.4, 6.6, 12.8, 7.6, 10.4, 9.6), 0x9a6a3c, 0x6e4828);
        Shape head = Outline.round(
                2.0, 11.6, 3.4, 9.8, 6.0, 7.8, 8.6, 7.2, 10.0, 8.6, 9.6, 11.0, 7.2, 12.2, 4.4, 13.0, 2.6, 13.0);
        canvas.fill(head, 0xb8824c, 0x8a5c34);
        canvas.glow(head, 3.4, 12.6, 2.4, 1.4, 0xd0e0ccb0);
        canvas.fill(Outline.ellipse(2.4, 11.7, 0.75, 0.65), 0x1c140e);
        canvas.fill(Outline.ellipse(6.6, 9.4, 0.6, 0.6), 0x140c06);
        canvas.fill(Outline.round(8.4, 7.8, 8.0, 4.8, 9.4, 5.6, 10.0, 8.2), 0x9a6a3c, 0x7a5230);
        antler(canvas, 7.4, 0xffd8c4a0);
        antler(canvas, 9.4, 0xffc0a880);
        canvas.hairs(Scenery.ground(27.6), 260, 2.6, -82, 0.28, 0xb0b4a868, 0xa0605c2c, 0xa08c8440);
    }

    private static void leg(Canvas canvas, int colour, double... points) {
        canvas.line(Outline.line(points), 1.25, colour | 0xff000000);
    }

    private static void antler(Canvas canvas, double x, int colour) {
        canvas.line(Outline.line(x, 7.4, x + 1.0, 4.8, x + 3.2, 3.2, x + 4.4, 0.8), 0.6, colour);
        canvas.line(Outline.line(x + 0.5, 5.8, x - 1.2, 4.6, x - 1.8, 2.8), 0.5, colour);
        canvas.line(Outline.line(x + 1.6, 4.2, x + 0.8, 2.6, x + 1.0, 1.0), 0.5, colour);
        canvas.line(Outline.line(x + 3.2, 3.2, x + 5.0, 2.8, x + 5.8, 1.6), 0.45, colour);
    }
}
