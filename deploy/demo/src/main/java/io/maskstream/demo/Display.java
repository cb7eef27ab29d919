package io.maskstream.demo;

/** Shows what became of requests. */
@FunctionalInterface
interface Display {

    void show(Outcome outcome);
}
