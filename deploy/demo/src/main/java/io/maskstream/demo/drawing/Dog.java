package io.maskstream.demo.drawing;

import java.awt.Shape;

/** The face of a spaniel, tongue out. */
final class Dog {

    private Dog() {}

    static void paint(Canvas canvas) {
        Scenery.foliage(canvas, 0x6c9a4e, 0x5a8a40, 0x82ae60, 0x94bc70, 0x4e7c38);
        Shape chest = Outline.round(5, 34, 6.6, 27, 11, 22, 21, 22, 25.6, 27, 27.4, 34);
        canvas.fill(chest, 0xe4dccf, 0xf6f2ea);
        canvas.hairs(chest, 200, 2.4, 85, 0.3, 0x80b8aa98, 0x80ffffff);
        Shape head = Outline.round(
                16, 4.0, 20.6, 4.8, 23.6, 8.4, 24.2, 13.2, 22.6, 17.6, 21.2, 22.4, 18.6, 25.4, 16, 26.2, 13.4, 25.4,
                10.8, 22.4, 9.4, 17.6, 7.8, 13.2, 8.4, 8.4, 11.4, 4.8);
        canvas.fill(head, 0xa4602c, 0x8a4a20);
        canvas.hairs(head, 300, 1.4, 90, 0.2, 0x50dca060, 0x50401c08);
        Shape blaze = Outline.round(
                15.0, 4.4, 17.0, 4.4, 17.4, 10, 18.2, 14.6, 21.0, 18.4, 20.6, 22.6, 18.4, 25.2, 16, 26.0, 13.6, 25.2,
                11.4, 22.6, 11.0, 18.4, 13.8, 14.6, 14.6, 10);
        canvas.fill(blaze, 0xf6f0e6, 0xe2d8ca);
        ear(canvas, 1);
        ear(canvas, -1);
        canvas.fill(Outline.round(14.0, 23.6, 18.0, 23.6, 18.4, 27.4, 16, 29.2, 13.6, 27.4), 0xd8707a, 0xf09aa2);
        canvas.line(Outline.line(16, 24, 16, 27.6), 0.25, 0xffb04c58);
        canvas.line(Outline.line(11.8, 21.6, 13.6, 23.4, 16, 22.4, 18.4, 23.4, 20.2, 21.6), 0.5, 0xff3c2418);
        canvas.line(Outline.line(16, 19.6, 16, 22.4), 0.35, 0xff3c2418);
        canvas.fill(
                Outline.round(13.4, 17.0, 16, 16.2, 18.6, 17.0, 17.6, 19.4, 16, 20.2, 14.4, 19.4), 0x2c2422, 0x0c0a0a);
        canvas.glow(15.4, 17.2, 1.2, 0.6, 0xb0ffffff);
        eye(canvas, 11.9);
        eye(canvas, 20.1);
        canvas.spots(Outline.rectangle(12, 19.6, 2.4, 2.4), 6, 0.18, 0x906a5040);
        canvas.spots(Outline.rectangle(17.6, 19.6, 2.4, 2.4), 6, 0.18, 0x906a5040);
    }

    /** The hanging ear of a side: 1 is right, -1 left. */
    private static void ear(Canvas canvas, int side) {
        Shape ear = Outline.round(
                16 + side * 5.4,
                5.2,
                16 + side * 8.8,
                5.6,
                16 + side * 12.2,
                9.6,
                16 + side * 13.6,
                15.6,
                16 + side * 12.6,
                21.6,
                16 + side * 9.8,
                22.8,
                16 + side * 8.0,
                19.0,
                16 + side * 7.4,
                12.4);
        canvas.fill(ear, 0x8c4c20, 0x5c2c10);
        canvas.hairs(ear, 200, 2.2, 85, 0.26, 0x70c88448, 0x80341404);
    }

    private static void eye(Canvas canvas, double x) {
        canvas.glow(x, 12.4, 2.4, 2.0, 0xc0401c0c);
        canvas.fill(Outline.ellipse(x, 12.4, 1.35, 1.25), 0x1c0e08);
        canvas.fill(Outline.ellipse(x, 12.6, 0.95, 0.85), 0x4a260e);
        canvas.fill(Outline.ellipse(x, 12.4, 0.6, 0.6), 0x080404);
        canvas.fill(Outline.ellipse(x - 0.4, 11.9, 0.38, 0.38), 0xffffff);
    }
}
