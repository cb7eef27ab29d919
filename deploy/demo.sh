#!/usr/bin/env bash
# Demonstrates maskstream with a Kafka broker, the streamer and a few records in one process. See --help.
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/build-and-run.sh"
# A process this short starts in half the time without the optimizing compiler.
JAVA_OPTS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC ${JAVA_OPTS:-}"
run "schemas deploy/broker streamer deploy/demo" deploy/demo/target/maskstream-demo-0.1.0.jar io.maskstream.demo.Demo "$@"
