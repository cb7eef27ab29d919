package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.Image;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkloadTest {

    private static final InputEncoding OF_IMAGES = new InputEncoding() {
        @Override
        public InputKind kind() {
            return InputKind.IMAGE;
        }

        @Override
        public EncodedInput encode(Object input) {
            throw new UnsupportedOperationException("nothing is encoded here");
        }

        @Override
        public EncodedInput probe() {
            throw new UnsupportedOperationException("nothing is encoded here");
        }
    };

    @Test
    void repeatsTwoHundredImages() {
        List<Object> images = Workload.IMAGES.inputs(OF_IMAGES, 450, 1);
        assertThat(images).hasSize(450);
        assertThat(Set.copyOf(images)).hasSize(200);
        assertThat(images.get(210)).isEqualTo(images.get(10));
        assertThat(images).allSatisfy(image -> assertThat(
                        ExplainedImage.picture((Image) image).getWidth())
                .isEqualTo(ImageVariations.PIXELS));
    }

    @Test
    void hasOtherImagesForAnotherSeed() {
        assertThat(Workload.IMAGES.inputs(OF_IMAGES, 10, 2)).isNotEqualTo(Workload.IMAGES.inputs(OF_IMAGES, 10, 1));
    }
}
