#!/usr/bin/env bash
# Publishes each line of standard input as a request to the demo's broker or another one. See --help.
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/build-and-run.sh"
# A process this short starts in half the time without the optimizing compiler.
JAVA_OPTS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC ${JAVA_OPTS:-}"
run "schemas deploy/broker streamer deploy/demo" deploy/demo/target/maskstream-demo-0.1.0.jar io.maskstream.demo.Publish "$@"
