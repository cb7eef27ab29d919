package io.maskstream.demo.drawing;

import java.awt.Shape;

/** The face of a tabby cat. */
final class Cat {

    private Cat() {}

    static void paint(Canvas canvas) {
        canvas.fill(Outline.rectangle(0, 0, Canvas.UNITS, Canvas.UNITS), 0xb8a48c, 0x8d735a);
        canvas.glow(26, 5, 12, 9, 0x90e8dcc8);
        canvas.glow(2, 28, 12, 9, 0x805a4030);
        Shape shoulders = Outline.round(3, 34, 5, 26, 10, 22, 22, 22, 27.4, 26, 30, 34);
        canvas.fill(shoulders, 0x77695a, 0x94867a);
        canvas.hairs(shoulders, 220, 2.2, 80, 0.3, 0x80362c24, 0x80c4b6a4);
        ear(canvas, 1);
        ear(canvas, -1);
        Shape head = Outline.round(
                16, 6.2, 20.6, 7.0, 24.6, 9.6, 26.6, 14, 27.2, 18.6, 25.0, 22.6, 20.6, 25.4, 16, 26.2, 11.4, 25.4, 7.0,
                22.6, 4.8, 18.6, 5.4, 14, 7.4, 9.6, 11.4, 7.0);
        canvas.fill(head, 0x8d7d6a, 0xa89a88);
        canvas.hairs(head, 500, 1.3, 90, 0.22, 0x703a3028, 0x70cabdaa, 0x60705f4e);
        canvas.glow(head, 12.4, 21.8, 4.6, 4.2, 0xf0f4ece0);
        canvas.glow(head, 19.6, 21.8, 4.6, 4.2, 0xf0f4ece0);
        canvas.glow(head, 16, 24.6, 4.4, 3.0, 0xe0f4ece0);
        canvas.glow(head, 16, 16.4, 2.6, 5.0, 0x90c8b49a);
        stripes(canvas, 1);
        stripes(canvas, -1);
        canvas.line(Outline.line(16, 6.4, 16, 10.6), 0.7, 0xd0302620);
        eye(canvas, 11.2);
        eye(canvas, 20.8);
        canvas.fill(Outline.round(14.5, 19.4, 17.5, 19.4, 16, 21.3), 0xc9847a, 0x9c5a54);
        canvas.line(Outline.line(16, 21.2, 15.9, 22.4, 14.6, 23.4, 13.0, 23.2), 0.35, 0xff4a3830);
        canvas.line(Outline.line(16, 21.2, 16.1, 22.4, 17.4, 23.4, 19.0, 23.2), 0.35, 0xff4a3830);
        for (int i = 0; i < 3; i++) {
            canvas.line(Outline.line(12.4, 21.4 + 0.7 * i, 7.0, 20.6 + 1.3 * i, 1.6, 21.2 + 2.0 * i), 0.14, 0xc0ffffff);
            canvas.line(Outline.line(19.6, 21.4 + 0.7 * i, 25, 20.6 + 1.3 * i, 30.4, 21.2 + 2.0 * i), 0.14, 0xc0ffffff);
        }
    }

    /** The ear of a side: 1 is right, -1 left. */
    private static void ear(Canvas canvas, int side) {
        canvas.fill(
                Outline.polygon(16 + side * 2.6, 8.6, 16 + side * 8.8, 1.2, 16 + side * 10.6, 13.4),
                0x5e5044,
                0x8d7d6a);
        canvas.fill(
                Outline.polygon(16 + side * 4.6, 8.0, 16 + side * 8.3, 3.2, 16 + side * 9.4, 11.6), 0xd09a8c, 0x8d6a5e);
        canvas.hairs(
                Outline.polygon(16 + side * 4.0, 9.0, 16 + side * 6.4, 4.6, 16 + side * 8.0, 11.6),
                30,
                2,
                -90 + side * 20,
                0.2,
                0xa0e8dccb);
    }

    private static void stripes(Canvas canvas, int side) {
        canvas.line(Outline.line(16 + side * 2.0, 6.6, 16 + side * 2.2, 9.0, 16 + side * 1.6, 11.6), 0.75, 0xd0302620);
        canvas.line(Outline.line(16 + side * 4.4, 7.4, 16 + side * 4.6, 9.4, 16 + side * 3.6, 11.6), 0.7, 0xc0302620);
        canvas.line(Outline.line(16 + side * 10.8, 16.0, 16 + side * 8.8, 16.8), 0.7, 0xb0302620);
        canvas.line(Outline.line(16 + side * 11.0, 19.0, 16 + side * 8.2, 19.0), 0.7, 0xb0302620);
        canvas.line(Outline.line(16 + side * 10.0, 21.8, 16 + side * 7.6, 21.0), 0.6, 0xa0302620);
    }

    private static void eye(Canvas canvas, double x) {
        double inner = x < 16 ? 1 : -1;
        canvas.fill(
                Outline.round(
                        x - inner * 2.7,
                        14.2,
                        x - inner * 0.6,
                        12.6,
                        x + inner * 1.6,
                        13.6,
                        x + inner * 2.6,
                        16.2,
                        x,
                        16.6),
                0x201812);
        canvas.fill(
                Outline.round(
                        x - inner * 2.1,
                        14.3,
                        x - inner * 0.4,
                        13.1,
                        x + inner * 1.4,
                        14.0,
                        x + inner * 1.9,
                        15.8,
                        x,
                        16.1),
                0xb6c860,
                0xd8dc84);
        canvas.fill(Outline.ellipse(x, 14.6, 0.62, 1.5), 0x0c0a08);
        canvas.fill(Outline.ellipse(x - 0.5, 13.9, 0.4, 0.4), 0xffffff);
    }
}
