package io.maskstream.demo.drawing;

import java.awt.image.BufferedImage;

/** Pictures drawn for the demo: one of each class of CIFAR-10. */
public enum Drawing {
    AIRPLANE,
    AUTOMOBILE,
    BIRD,
    CAT,
    DEER,
    DOG,
    FROG,
    HORSE,
    SHIP,
    TRUCK;

    /** Width and height of a picture, in pixels. */
    public static final int PIXELS = 128;

    private static final long SEED = 1;
    private static final double SOFTNESS = 0.2;
    private static final double GRAIN = 4;

    /** Draws it; always the same. */
    public BufferedImage image() {
        Canvas canvas = new Canvas(PIXELS, SEED);
        paint(canvas);
        canvas.blur(SOFTNESS);
        canvas.grain(GRAIN);
        return canvas.image();
    }

    private void paint(Canvas canvas) {
        switch (this) {
            case AIRPLANE -> Airplane.paint(canvas);
            case AUTOMOBILE -> Automobile.paint(canvas);
            case BIRD -> Bird.paint(canvas);
            case CAT -> Cat.paint(canvas);
            case DEER -> Deer.paint(canvas);
            case DOG -> Dog.paint(canvas);
            case FROG -> Frog.paint(canvas);
            case HORSE -> Horse.paint(canvas);
            case SHIP -> Ship.paint(canvas);
            case TRUCK -> Truck.paint(canvas);
        }
    }
}
