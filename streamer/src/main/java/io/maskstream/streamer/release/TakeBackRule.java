package io.maskstream.streamer.release;

import java.time.Duration;

/**
 * Rule for taking back a version that has replaced an earlier one.
 *
 * @param agreement mean agreement through the mask below which a version is taken back, in (0,1]
 * @param records number of verified records that the mean is taken over, at least 1
 * @param trial how long the later version is watched, and the earlier version kept ready
 */
public record TakeBackRule(double agreement, int records, Duration trial) {}
