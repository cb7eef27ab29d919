package io.maskstream.schemas.record;

/**
 * Unicode's default-ignorable characters, which are invisible, such as soft hyphens, zero-width joiners, variation
 * selectors and bidirectional controls. The JDK does not provide this property.
 */
public final class DefaultIgnorable {

    private DefaultIgnorable() {}

    /**
     * Returns whether a code point has {@code Default_Ignorable_Code_Point} in Unicode 16's {@code
     * DerivedCoreProperties.txt}.
     */
    public static boolean is(int codePoint) {
        if (codePoint < 0x2000) {
            return switch (codePoint) {
                case 0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180E, 0x180F ->
                    true;
                default -> false;
            };
        }
        return in(codePoint, 0x200B, 0x200F)
                || in(codePoint, 0x202A, 0x202E)
                || in(codePoint, 0x2060, 0x206F)
                || codePoint == 0x3164
                || in(codePoint, 0xFE00, 0xFE0F)
                || codePoint == 0xFEFF
                || codePoint == 0xFFA0
                || in(codePoint, 0xFFF0, 0xFFF8)
                || in(codePoint, 0x1BCA0, 0x1BCA3)
                || in(codePoint, 0x1D173, 0x1D17A)
                || in(codePoint, 0xE0000, 0xE0FFF);
    }

    private static boolean in(int codePoint, int first, int last) {
        return first <= codePoint && codePoint <= last;
    }
}
