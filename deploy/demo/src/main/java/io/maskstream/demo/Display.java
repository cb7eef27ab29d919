package io.maskstream.demo;

/** Shows the outcomes of requests. */
@FunctionalInterface
interface Display {

    void show(Outcome outcome);
}
