package io.maskstream.schemas.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestDigestTest {

    @Test
    void isTheSha256OfTheBytes() {
        // The example of FIPS 180-4, and empty input.
        assertThat(RequestDigest.plain().of("abc".getBytes(UTF_8)))
                .isEqualTo("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(RequestDigest.plain().of(new byte[0]))
                .isEqualTo("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void isTheHmacWithAKey() {
        // Test case 2 of RFC 4231.
        assertThat(RequestDigest.keyed("Jefe".getBytes(UTF_8)).of("what do ya want for nothing?".getBytes(UTF_8)))
                .isEqualTo("hmac-sha256:5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
}
