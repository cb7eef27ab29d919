package io.maskstream.demo.drawing;

import java.awt.Shape;

/** A freighter at sea. */
final class Ship {

    private static final int[] CONTAINERS = {0xb8482c, 0x3c6c9c, 0xd0a03c, 0x58844c, 0xc86a34, 0x7a8490};

    private Ship() {}

    static void paint(Canvas canvas) {
        Scenery.sky(canvas, 0x7eb0dc, 0xd8e6f0);
        Scenery.sea(canvas, 20.2, 0x5c8cac, 0x1f4f78);
        canvas.glow(16, 25.2, 17, 2.2, 0xa0102840);
        for (int i = 0; i < 6; i++) {
            double x = 5.4 + 2.4 * i;
            canvas.fill(Outline.rectangle(x, 14.2, 2.2, 3.8), CONTAINERS[i]);
            canvas.fill(Outline.rectangle(x, 12.4 + 0.9 * (i % 2), 2.2, 1.7), CONTAINERS[(i + 3) % 6]);
        }
        canvas.line(Outline.line(4.6, 17.6, 4.6, 10.2), 0.4, 0xffd8d8d0);
        canvas.line(Outline.line(4.6, 10.6, 8.6, 14.0), 0.2, 0xffa8a8a0);
        canvas.fill(Outline.rectangle(21.4, 8.4, 6.0, 9.6), 0xffffff, 0xc4ccd4);
        canvas.fill(Outline.rectangle(20.6, 7.6, 7.4, 1.6), 0xf4f6f8, 0xd8dee4);
        canvas.fill(Outline.rectangle(21.0, 8.0, 6.6, 0.8), 0x2c3c4c);
        for (double y = 10.6; y < 17; y += 2.1) {
            canvas.fill(Outline.rectangle(22.0, y, 4.8, 0.7), 0x5c6c7c);
        }
        canvas.fill(Outline.polygon(27.4, 9.6, 29.6, 9.6, 30.0, 18.0, 27.4, 18.0), 0xd0542c, 0x8c3018);
        canvas.fill(Outline.rectangle(27.4, 9.2, 2.3, 1.3), 0x24282c);
        canvas.line(Outline.line(24.2, 7.6, 24.2, 3.6), 0.4, 0xffe8e8e4);
        canvas.line(Outline.line(22.8, 5.2, 25.6, 5.2), 0.3, 0xffe8e8e4);
        Shape hull = Outline.polygon(0.6, 15.6, 3.4, 17.4, 30.8, 17.4, 31.2, 18.2, 29.8, 24.6, 4.4, 24.6, 2.4, 21.0);
        canvas.fill(hull, 0x2c5c94, 0x163458);
        canvas.fill(Outline.polygon(3.2, 22.4, 30.3, 22.4, 29.8, 24.6, 4.4, 24.6), 0xa8342c, 0x6c1c18);
        canvas.line(Outline.polygon(0.9, 15.8, 3.4, 17.5, 30.8, 17.5), 0.35, 0xffe8ecf0);
        canvas.line(Outline.line(2.0, 25.0, 6.0, 24.5, 12, 24.9, 20, 24.5, 27, 24.9, 31.5, 24.5), 0.8, 0xd8f0f6fa);
        canvas.glow(3.4, 24.6, 3.4, 1.2, 0xe0ffffff);
    }
}
