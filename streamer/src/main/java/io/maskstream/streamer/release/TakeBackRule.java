package io.maskstream.streamer.release;

import java.time.Duration;

/**
 * When a version that has taken the place of an earlier one is taken back.
 *
 * @param agreement mean agreement through the mask below which that is, in (0,1]
 * @param records verified ones, over which the mean is taken, at least 1
 * @param trial for how long the earlier version is kept ready, and the later one watched
 */
public record TakeBackRule(double agreement, int records, Duration trial) {}
