package io.maskstream.demo;

import io.maskstream.schemas.input.image.PictureScale;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.RescaleOp;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Generates small images from parts of the demo's images, some of them mirrored, with random tints. The same seed gives
 * the same images.
 */
final class ImageVariations implements Supplier<BufferedImage> {

    /** Width and height of an image, in pixels. */
    static final int PIXELS = 32;

    /** Minimum share of an image's width and height that a part has. */
    private static final double LEAST_SHARE = 0.75;

    /** Maximum relative change of each of the three colours. */
    private static final float STRONGEST_TINT = 0.25f;

    private final List<BufferedImage> pictures =
            DemoPicture.ALL.stream().map(DemoPicture::image).toList();
    private final Random random;

    ImageVariations(long seed) {
        this.random = new Random(seed);
    }

    /** Returns the next image. */
    @Override
    public BufferedImage get() {
        BufferedImage picture = pictures.get(random.nextInt(pictures.size()));
        int side = (int) (picture.getWidth() * (LEAST_SHARE + (1 - LEAST_SHARE) * random.nextDouble()));
        int left = random.nextInt(picture.getWidth() - side + 1);
        int top = random.nextInt(picture.getHeight() - side + 1);
        BufferedImage part = PictureScale.scaled(picture.getSubimage(left, top, side, side), PIXELS, PIXELS);
        return tinted(random.nextBoolean() ? mirrored(part) : part);
    }

    private static BufferedImage mirrored(BufferedImage picture) {
        BufferedImage mirrored = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = mirrored.createGraphics();
        graphics.drawImage(picture, picture.getWidth(), 0, -picture.getWidth(), picture.getHeight(), null);
        graphics.dispose();
        return mirrored;
    }

    private BufferedImage tinted(BufferedImage picture) {
        float[] factors = {tint(), tint(), tint()};
        return new RescaleOp(factors, new float[factors.length], null).filter(picture, null);
    }

    private float tint() {
        return 1 + STRONGEST_TINT * (2 * random.nextFloat() - 1);
    }
}
