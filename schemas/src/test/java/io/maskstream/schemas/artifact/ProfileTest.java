package io.maskstream.schemas.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The profile in a manifest. */
class ProfileTest {

    @TempDir
    Path root;

    @Test
    void isReadAsItWasWrittenAndLeavesAllElseAsItWas() {
        ExplainerArtifact before = new ArtifactStore(root).publish(Drafts.ofReviews("imdb"), Drafts::write);
        assertThat(before.manifest().profile()).isNull();

        ExplainerArtifact after = before.withProfile(profile(classes()));

        assertThat(after.manifest().profile()).isEqualTo(profile(classes()));
        assertThat(after.digest()).isNotEqualTo(before.digest());
        assertThat(ExplainerArtifact.open(after.folder())).isEqualTo(after);
        assertThat(after.manifest())
                .usingRecursiveComparison()
                .ignoringFields("profile")
                .isEqualTo(before.manifest());
        assertThat(after.manifest().published(2, "", after.manifest().files()).profile())
                .isEqualTo(profile(classes()));
    }

    @Test
    void oneThatIsNotTheExplainersIsRefused() {
        ExplainerArtifact value = new ArtifactStore(root).publish(Drafts.named("esol"), Drafts::write);
        Profile ofCells = new Profile(
                50, "", List.of(), new Profile.Parts(List.of(0), null, 8, 8, List.of(1), List.of(0.5), List.of(0.5)));

        Profile.Groups groups = new Profile.Groups(List.of("alcohol"), List.of(1), List.of(0.5));
        ExplainerArtifact reviews = new ArtifactStore(root).publish(Drafts.ofReviews("imdb"), Drafts::write);
        assertThatThrownBy(() -> reviews.withProfile(profile(classes()).with(groups)))
                .hasMessageContaining("field 'profile.groups' does not belong to ");
        for (Profile profile : List.of(profile(classes()), ofCells)) {
            assertThatThrownBy(() -> value.withProfile(profile))
                    .isInstanceOf(InvalidArtifactException.class)
                    .hasMessageContaining("is damaged: ")
                    .hasMessageContaining("profile");
        }
        assertThat(ExplainerArtifact.open(value.folder())).isEqualTo(value);
    }

    @Test
    void oneThatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> new Profile.Distribution("length", List.of(2.0, 1.0), null, List.of(1, 1, 1)))
                .hasMessage("the bounds of the profile's distribution of 'length' must be ascending numbers");
        assertThatThrownBy(() -> new Profile.Distribution("length", List.of(1.0), null, List.of(1)))
                .hasMessage("the profile's distribution of 'length' must have one count more than bounds or classes");
        assertThatThrownBy(() -> new Profile.Distribution("length", List.of(1.0), List.of("a"), List.of(1, 1)))
                .hasMessage("the profile's distribution of 'length' must have either 'bounds' or 'classes'");
        assertThatThrownBy(() -> new Profile.Distribution("length", List.of(1.0), null, List.of(1, -1)))
                .hasMessageContaining("must not contain negative numbers");
        assertThatThrownBy(() -> new Profile.Distribution("<b>", List.of(1.0), null, List.of(1, 1)))
                .hasMessageContaining("is not a valid measure name");
        assertThatThrownBy(() ->
                        new Profile.Parts(List.of(1, 2), null, null, null, List.of(1), List.of(0.5), List.of(0.5)))
                .hasMessageContaining("must have one entry per part");
    }

    private static Profile.Distribution classes() {
        return new Profile.Distribution("prediction", null, List.of("negative", "positive"), List.of(20, 30, 0));
    }

    private static Profile profile(Profile.Distribution distribution) {
        return new Profile(
                50,
                "50 made-up records",
                List.of(
                        distribution,
                        new Profile.Distribution("length", List.of(10.0, 20.5), null, List.of(20, 20, 10))),
                new Profile.Parts(
                        List.of(3, 1),
                        List.of("good", "<unknown>"),
                        null,
                        null,
                        List.of(25, 10),
                        List.of(0.25, -0.1),
                        List.of(0.125, 0.02)));
    }
}
