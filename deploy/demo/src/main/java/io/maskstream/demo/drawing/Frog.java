package io.maskstream.demo.drawing;

import java.awt.Shape;

/** A green frog on wet leaves. */
final class Frog {

    private Frog() {}

    static void paint(Canvas canvas) {
        Scenery.foliage(canvas, 0x5a4630, 0x46361f, 0x6c5638, 0x7d6644, 0x3a2c1a, 0x4e4c26);
        canvas.spots(Outline.rectangle(0, 20, 32, 12), 60, 2.2, 0x806e5636, 0x80443420, 0x80846a44);
        canvas.blur(0.4);
        canvas.glow(16, 26.4, 15, 3.0, 0xc0100c06);
        Shape farLeg = Outline.round(7.6, 19.6, 10.0, 19.4, 9.8, 23.4, 7.6, 26.2, 4.4, 27.0, 4.2, 26.2, 6.6, 24.4);
        canvas.fill(farLeg, 0x5a7a28, 0x46601e);
        Shape body = Outline.round(
                3.0, 14.4, 4.6, 11.0, 8.4, 9.0, 12.6, 9.0, 17.0, 10.4, 22.0, 14.0, 26.4, 19.0, 27.6, 23.4, 24.0, 25.4,
                17.0, 25.6, 11.0, 24.4, 6.4, 20.6, 3.6, 17.4);
        canvas.fill(body, 0x9ac046, 0x54761e);
        canvas.glow(body, 9.0, 21.6, 7.0, 4.4, 0xf0e8e2b4);
        canvas.glow(body, 13, 11.2, 8, 2.6, 0x90d4ec88);
        canvas.spots(Outline.polygon(12, 11, 18, 12, 25, 20, 20, 20, 13, 15), 16, 0.9, 0xb0425c18, 0xa0385014);
        canvas.line(Outline.line(11.0, 12.6, 16.6, 14.4, 23.4, 20.4), 0.45, 0xa0506c1c);
        Shape thigh = Outline.round(16.4, 19.4, 20.4, 16.8, 25.6, 18.4, 29.6, 22.6, 29.0, 26.0, 23.4, 26.6, 18.2, 25.0);
        canvas.fill(thigh, 0x88ae3c, 0x4c6a1c);
        canvas.glow(thigh, 22, 18.8, 5, 2, 0x80c8e488);
        canvas.hairs(thigh, 9, 3, 60, 0.7, 0xa03c5416);
        canvas.fill(
                Outline.round(
                        28.8, 24.8, 27.4, 27.0, 21.0, 27.6, 15.6, 27.2, 14.8, 28.4, 22.0, 29.0, 28.4, 28.4, 30.0, 26.4),
                0x7a9e34,
                0x4c681c);
        Shape foreleg = Outline.round(
                10.6, 19.0, 13.6, 18.6, 14.2, 22.4, 12.4, 26.2, 12.8, 28.2, 8.8, 28.8, 8.8, 27.8, 10.6, 26.4, 10.2,
                22.6);
        canvas.fill(foreleg, 0x92b840, 0x587a22);
        canvas.line(Outline.line(10.4, 27.8, 7.4, 28.6), 0.5, 0xff587a22);
        canvas.line(Outline.line(11.4, 28.0, 9.4, 29.6), 0.5, 0xff587a22);
        canvas.line(Outline.line(3.2, 15.4, 6.0, 17.0, 10.2, 16.6, 12.4, 14.8), 0.4, 0xff34480f);
        canvas.fill(Outline.ellipse(13.0, 15.4, 1.2, 1.2), 0x6c7c34, 0x7c6c34);
        eye(canvas, 10.4, 9.6, 2.3);
        eye(canvas, 4.9, 10.6, 1.6);
        canvas.fill(Outline.ellipse(3.6, 13.8, 0.3, 0.22), 0x28380c);
    }

    private static void eye(Canvas canvas, double x, double y, double radius) {
        canvas.fill(Outline.ellipse(x, y, radius, radius), 0xa8cc54, 0x5c8020);
        canvas.fill(
                Outline.ellipse(x - 0.1 * radius, y + 0.05 * radius, 0.72 * radius, 0.68 * radius), 0xe8c040, 0xb07c18);
        canvas.fill(Outline.ellipse(x - 0.15 * radius, y + 0.05 * radius, 0.5 * radius, 0.36 * radius), 0x0a0804);
        canvas.fill(Outline.ellipse(x - 0.3 * radius, y - 0.25 * radius, 0.18 * radius, 0.16 * radius), 0xffffff);
    }
}
