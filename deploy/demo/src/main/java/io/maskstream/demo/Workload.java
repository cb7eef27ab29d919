package io.maskstream.demo;

import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.molecule.SmilesEncoding;
import io.maskstream.schemas.input.text.TextEncoding;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.Review;
import io.maskstream.schemas.render.Png;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The records that the bench publishes. */
enum Workload {
    MOLECULES(InputKind.MOLECULE, 200_000, 20_000),
    REVIEWS_SHORT(InputKind.REVIEW, 300_000, 10_000),
    REVIEWS_MEDIUM(InputKind.REVIEW, 50_000, 4_000),
    REVIEWS_LONG(InputKind.REVIEW, 12_000, 1_000),
    REVIEWS_MIXED(InputKind.REVIEW, 25_000, 2_000),
    IMAGES(InputKind.IMAGE, 25_000, 1_500);

    /** More images would only take longer to draw, because every image takes a model the same time. */
    private static final int DIFFERENT_IMAGES = 200;

    private final InputKind kind;
    private final int usualRecords;
    private final int differentRecords;

    /** @param usualRecords default number of records, which take one or two minutes on two cores */
    Workload(InputKind kind, int usualRecords, int differentRecords) {
        this.kind = kind;
        this.usualRecords = usualRecords;
        this.differentRecords = differentRecords;
    }

    InputKind kind() {
        return kind;
    }

    int usualRecords() {
        return usualRecords;
    }

    /**
     * Returns the maximum number of different records: enough to defeat caches, and few enough for short runs of the
     * engine.
     */
    int differentRecords() {
        return differentRecords;
    }

    /** Returns inputs that an encoding accepts; the same seed gives the same inputs. */
    List<Object> inputs(InputEncoding encoding, int records, long seed) {
        Supplier<?> inputs =
                switch (kind) {
                    case MOLECULE -> molecules((SmilesEncoding) encoding, seed);
                    case REVIEW -> reviews((TextEncoding) encoding, seed);
                    case IMAGE -> images(seed);
                };
        return Stream.<Object>generate(inputs).limit(records).toList();
    }

    private static Supplier<Molecule> molecules(SmilesEncoding encoding, long seed) {
        List<String> roots = DemoRequest.shipped(InputKind.MOLECULE).stream()
                .map(request ->
                        ((Molecule) new RequestReader().read(request.value()).getInput()).getSmiles())
                .filter(smiles -> smiles.length() <= encoding.maximumLength())
                .toList();
        MoleculeVariations variations = new MoleculeVariations(roots, encoding.maximumLength(), seed);
        return () -> new Molecule(variations.get());
    }

    private Supplier<Review> reviews(TextEncoding encoding, long seed) {
        List<String> known =
                encoding.vocabulary().subList(1, encoding.vocabulary().size());
        RandomReviews reviews = new RandomReviews(known, words(), seed);
        return () -> new Review(reviews.get());
    }

    private static Supplier<Image> images(long seed) {
        List<Image> different = Stream.generate(new ImageVariations(seed))
                .limit(DIFFERENT_IMAGES)
                .map(picture -> new Image(ByteBuffer.wrap(Png.of(picture)), null))
                .toList();
        Iterator<Image> again =
                Stream.generate(() -> different).flatMap(List::stream).iterator();
        return again::next;
    }

    /** Returns the possible numbers of words in a review. */
    private int[] words() {
        return switch (this) {
            case MOLECULES, IMAGES -> new int[0];
            case REVIEWS_SHORT -> new int[] {30};
            case REVIEWS_MEDIUM -> new int[] {120};
            case REVIEWS_LONG -> new int[] {500};
            case REVIEWS_MIXED -> new int[] {30, 120, 500};
        };
    }

    /** Returns the name on the command line, such as {@code reviews-short}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
