package io.maskstream.demo.drawing;

import java.awt.Shape;

/** A robin on a branch. */
final class Bird {

    private Bird() {}

    static void paint(Canvas canvas) {
        Scenery.foliage(canvas, 0x93a86c, 0x7f9a58, 0xa9bd84, 0xb9c598, 0x6c8a4a);
        canvas.line(Outline.line(-1, 29.4, 9, 27.4, 20, 26.6, 33, 23.8), 2.4, 0xff5a4330);
        canvas.line(Outline.line(-1, 28.8, 9, 26.8, 20, 26.0, 33, 23.2), 0.9, 0xff8d7052);
        Shape tail = Outline.polygon(21.6, 19.2, 24.4, 17.6, 31.4, 25.4, 29.2, 27.4);
        canvas.fill(tail, 0x6b5239, 0x3f2f20);
        Shape body = Outline.round(
                5.6, 8.6, 7.6, 5.2, 11.2, 4.2, 14.6, 5.6, 16.4, 8.8, 20.4, 12.4, 23.6, 16.6, 24.4, 20.2, 21.2, 23.6,
                15.6, 25.6, 10.4, 24.6, 6.8, 21.2, 5.4, 16.6, 5.8, 12.4);
        canvas.fill(body, 0x8a6d4c, 0xe6dccb);
        canvas.glow(body, 8.4, 13.2, 7.2, 8.6, 0xffe2691c);
        canvas.glow(body, 8.0, 13.6, 5.4, 6.8, 0xffe56a18);
        canvas.glow(body, 12, 25, 8, 3.6, 0xa06a5a48);
        canvas.hairs(body, 260, 1.2, 60, 0.18, 0x38ffffff, 0x40301c08);
        Shape wing = Outline.round(13.2, 12.4, 16.8, 11.8, 20.6, 14.4, 25.6, 21.0, 22.6, 21.8, 17.4, 20.8, 13.8, 17.4);
        canvas.fill(wing, 0x7b6044, 0x4a3826);
        canvas.line(Outline.line(14.6, 16.6, 18.6, 19.0, 23.6, 20.8), 0.35, 0xffb79a74);
        canvas.line(Outline.line(15.2, 14.6, 19.4, 17.0, 24.2, 20.2), 0.35, 0xff2f2216);
        canvas.line(Outline.line(17.0, 13.4, 21.0, 16.6, 24.6, 20.4), 0.3, 0xff8e7354);
        canvas.fill(Outline.polygon(5.9, 7.7, 2.6, 9.2, 6.0, 9.8), 0x3c342a);
        canvas.fill(Outline.ellipse(8.9, 7.9, 1.05, 1.05), 0x120c08);
        canvas.fill(Outline.ellipse(8.6, 7.5, 0.35, 0.35), 0xffffff);
        canvas.line(Outline.line(13.0, 24.8, 13.6, 27.2), 0.55, 0xff4a3426);
        canvas.line(Outline.line(16.4, 24.6, 17.0, 27.0), 0.55, 0xff4a3426);
    }
}
