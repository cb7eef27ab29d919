package io.maskstream.demo.drawing;

import java.awt.Shape;

/** A chestnut horse on a pasture. */
final class Horse {

    private Horse() {}

    static void paint(Canvas canvas) {
        Scenery.foliage(canvas, 0x4f7038, 0x3e5c2c, 0x668748, 0x7a9a58, 0x88a870);
        canvas.fill(Outline.rectangle(0, 0, Canvas.UNITS, 5), 0xffc8dcec, 0x00c8dcec | 0x10000000);
        Scenery.grass(canvas, 19, 0x86a850, 0x5f8a38, 0x60b0cc70, 0x60406020, 0x6074983c);
        canvas.glow(16, 29.6, 12, 1.5, 0x90142008);
        leg(canvas, 0x5a2e16, 11.0, 18.6, 10.4, 23.4, 10.8, 28.6);
        leg(canvas, 0x5a2e16, 22.0, 18.4, 22.6, 23.6, 22.2, 28.6);
        canvas.fill(
                Outline.round(5.6, 12.6, 3.4, 13.6, 2.4, 18.0, 3.0, 23.6, 4.8, 23.0, 5.4, 18.0, 7.2, 14.6),
                0x2c1a10,
                0x1c100a);
        Shape body = Outline.round(
                5.4, 13.6, 7.4, 11.6, 11.0, 11.2, 15.0, 12.2, 19.0, 11.8, 21.2, 10.4, 23.0, 7.2, 25.0, 4.6, 27.0, 4.6,
                27.0, 7.4, 26.0, 10.6, 25.2, 14.6, 23.8, 18.4, 19.4, 19.8, 14.0, 19.2, 9.6, 19.6, 6.4, 18.6, 5.0, 16.2);
        canvas.fill(body, 0xa85a2a, 0x6e3416);
        canvas.glow(body, 9.6, 13.0, 4.6, 2.6, 0x90e0a068);
        canvas.glow(body, 20.4, 13.6, 3.6, 2.8, 0x80d89858);
        canvas.glow(body, 14, 19.4, 8, 2.0, 0xa03c1a0a);
        canvas.hairs(body, 200, 1.2, 20, 0.18, 0x30f0b880, 0x30381808);
        haunch(canvas, 5.6, 15.6, 9.8, 15.0, 9.4, 19.6, 7.6, 22.6, 6.2, 21.4);
        haunch(canvas, 21.2, 14.8, 25.0, 14.6, 24.6, 18.8, 24.0, 21.6, 22.6, 20.8);
        leg(canvas, 0x8a4820, 7.6, 19.8, 6.2, 24.0, 7.2, 29.6);
        leg(canvas, 0x8a4820, 23.6, 19.6, 23.8, 24.2, 24.0, 29.8);
        hoof(canvas, 7.2);
        hoof(canvas, 24.0);
        canvas.fill(Outline.polygon(25.0, 4.8, 25.6, 2.2, 26.8, 4.4), 0x8a4820);
        Shape head = Outline.round(
                24.6, 5.2, 26.6, 3.8, 28.2, 5.2, 30.2, 8.6, 31.0, 10.8, 29.8, 12.0, 28.2, 11.2, 26.4, 9.6, 24.8, 8.6);
        canvas.fill(head, 0xa85a2a, 0x74381a);
        canvas.glow(head, 30.2, 11.2, 1.6, 1.4, 0xe0301810);
        canvas.line(Outline.line(27.6, 5.0, 29.2, 7.4, 30.4, 9.6), 0.5, 0xd0f0e4d4);
        canvas.fill(Outline.ellipse(27.2, 6.4, 0.42, 0.42), 0x0c0604);
        canvas.fill(
                Outline.round(
                        25.8, 3.6, 24.0, 4.2, 21.8, 7.2, 20.0, 11.0, 18.6, 12.6, 21.2, 12.4, 22.8, 10.2, 24.2, 7.0),
                0x2c1a10,
                0x38200f);
    }

    private static void leg(Canvas canvas, int colour, double... points) {
        canvas.line(Outline.line(points), 1.5, colour | 0xff000000);
    }

    private static void haunch(Canvas canvas, double... points) {
        canvas.fill(Outline.round(points), 0x9a5024, 0x7e3e1a);
    }

    private static void hoof(Canvas canvas, double x) {
        canvas.fill(Outline.polygon(x - 0.8, 29.0, x + 0.8, 29.0, x + 1.2, 30.4, x - 1.0, 30.4), 0x20140e);
    }
}
