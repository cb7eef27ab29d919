package io.maskstream.demo.drawing;

import java.awt.Shape;

/** Backgrounds. */
final class Scenery {

    private static final Shape ALL = Outline.rectangle(0, 0, Canvas.UNITS, Canvas.UNITS);

    private Scenery() {}

    /** A sky over all of the canvas, with some clouds. */
    static void sky(Canvas canvas, int top, int bottom) {
        canvas.fill(ALL, top, bottom);
        canvas.glow(5, 24, 11, 4, 0x60ffffff);
        canvas.glow(14, 27, 14, 4, 0x60ffffff);
        canvas.glow(27, 6, 9, 3, 0x48ffffff);
        canvas.glow(29, 22, 9, 3, 0x48ffffff);
    }

    /** Foliage out of focus over all of the canvas. */
    static void foliage(Canvas canvas, int base, int... colours) {
        canvas.fill(ALL, base);
        canvas.spots(ALL, 90, 3.5, colours);
        canvas.blur(1.6);
    }

    /** Grass from some height down to the bottom. */
    static void grass(Canvas canvas, double from, int top, int bottom, int... blades) {
        Shape meadow = ground(from);
        canvas.fill(meadow, top, bottom);
        canvas.hairs(meadow, 900, 1.4, -80, 0.25, blades);
    }

    /** Open sea from some height down to the bottom. */
    static void sea(Canvas canvas, double from, int top, int bottom) {
        Shape sea = ground(from);
        canvas.fill(sea, top, bottom);
        canvas.hairs(sea, 160, 2.5, 0, 0.22, 0x50ffffff, 0x58002040, 0x48a0c8e0);
    }

    /** A plain surface from some height down to the bottom. */
    static Shape ground(double from) {
        return Outline.rectangle(0, from, Canvas.UNITS, Canvas.UNITS - from);
    }
}
