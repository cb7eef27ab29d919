package io.maskstream.trainer.evaluate;

import java.util.List;

/** A way to say how much each part of a record counts: of a picture its cells, of other records their tokens. */
public interface Attribution {

    /** Its name in reports. */
    String name();

    /** One score a part for each record; the higher, the more it counts. */
    List<float[]> scores(ExplainedRecords records);
}
