#!/usr/bin/env bash
# Compares the throughput of the whole stream with that of the bare engine. See --help.
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/build-and-run.sh"
run "schemas deploy/broker streamer deploy/demo" deploy/demo/target/maskstream-demo-0.1.0.jar io.maskstream.demo.Bench "$@"
