package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.record.Explanation;
import java.util.List;
import org.junit.jupiter.api.Test;

class AwaitedTest {

    private final Awaited awaited = new Awaited(List.of(request("a"), request("b"), request("b")));

    @Test
    void waitsForEachOfTwoRequestsWithTheSameId() {
        awaited.came(explained("a"));
        awaited.came(explained("b"));
        assertThat(awaited.isEmpty()).isFalse();
        awaited.came(explained("b"));
        assertThat(awaited.isEmpty()).isTrue();
        assertThat(awaited.allExplained()).isTrue();
    }

    @Test
    void doesNotTakeARefusedRequestForAnExplainedOne() {
        awaited.came(explained("a"));
        awaited.came(explained("b"));
        awaited.came(refused("b"));
        assertThat(awaited.isEmpty()).isTrue();
        assertThat(awaited.allExplained()).isFalse();
        assertThat(awaited.complaint()).isEqualTo("Not all of the 3 requests were explained: 1 refused (b).");
    }

    @Test
    void namesTheRequestsThatNothingCameBackOf() {
        awaited.came(refused("b"));
        assertThat(awaited.complaint())
                .isEqualTo("Not all of the 3 requests were explained: 1 refused (b), 2 not answered in time (a, b).");
    }

    @Test
    void doesNotMindWhatOthersPublished() {
        awaited.came(refused("stranger"));
        awaited.came(explained("stranger"));
        List.of("a", "b", "b").forEach(id -> awaited.came(explained(id)));
        assertThat(awaited.allExplained()).isTrue();
    }

    private static DemoRequest request(String id) {
        return new DemoRequest(id, "{}");
    }

    private static Outcome explained(String id) {
        Explanation explanation = new Explanation();
        explanation.setId(id);
        return new Outcome.Explained(explanation, "");
    }

    private static Outcome refused(String id) {
        return new Outcome.Refused(id, "{}", "no reason");
    }
}
