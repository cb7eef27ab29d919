package io.maskstream.demo.drawing;

import java.awt.Shape;

/** An airliner that climbs to the left. */
final class Airplane {

    private Airplane() {}

    static void paint(Canvas canvas) {
        Scenery.sky(canvas, 0x3f7fc4, 0x9cc6ec);
        canvas.fill(Outline.polygon(12.6, 15.2, 16.2, 14.6, 20.6, 9.4, 19.4, 9.5), 0xb9c2cc, 0x8d98a6);
        canvas.fill(Outline.polygon(24.4, 13.0, 28.2, 6.2, 30.4, 5.8, 29.6, 12.2), 0x1f3f86, 0x2d56a8);
        Shape body = Outline.round(
                1.8, 18.0, 3.6, 16.4, 7.0, 15.4, 14.0, 14.4, 22.0, 13.1, 28.0, 11.9, 30.6, 11.5, 29.0, 13.4, 24.0, 15.9,
                16.0, 18.2, 9.0, 19.5, 4.4, 19.6);
        canvas.fill(body, 0xfbfcfd, 0x9aa4b2);
        canvas.line(Outline.line(6.4, 17.3, 14, 16.2, 24, 14.3), 0.32, 0xff4a5a74);
        canvas.line(Outline.line(4.4, 18.8, 10, 18.4, 17, 17.0, 27, 13.7), 0.35, 0xff2d56a8);
        canvas.line(Outline.line(2.9, 17.1, 3.9, 16.7), 0.5, 0xff2b3648);
        canvas.fill(Outline.round(13.6, 20.6, 15.0, 19.5, 17.4, 19.9, 17.5, 21.1, 15.2, 21.6), 0xe6ebf0, 0x5d6774);
        canvas.fill(Outline.ellipse(14.1, 20.6, 0.45, 0.85), 0x39424e);
        canvas.fill(Outline.polygon(11.6, 18.0, 17.6, 16.9, 26.4, 25.2, 24.6, 25.6), 0xd9dfe6, 0x8b95a3);
        canvas.line(Outline.line(11.8, 18.0, 24.6, 25.5), 0.35, 0xfff4f7fa);
        canvas.fill(Outline.polygon(25.4, 14.4, 28.2, 13.4, 31.4, 16.4, 30.2, 16.8), 0xdfe4ea, 0x9aa4b2);
    }
}
