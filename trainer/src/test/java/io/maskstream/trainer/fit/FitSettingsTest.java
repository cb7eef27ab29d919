package io.maskstream.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FitSettingsTest {

    /** Jackson would read a number that is missing as 0. */
    @ParameterizedTest
    @ValueSource(strings = {"usual", "esol", "imdb", "cifar10"})
    void filesOfSettingsNameEveryField(String name) throws IOException {
        try (InputStream file = FitSettings.class.getResourceAsStream(name + ".json")) {
            JsonNode settings = new JsonMapper().readTree(file);

            assertThat(settings.fieldNames())
                    .toIterable()
                    .containsExactlyElementsOf(Stream.of(FitSettings.class.getRecordComponents())
                            .map(RecordComponent::getName)
                            .toList());
        }
    }
}
