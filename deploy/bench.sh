#!/usr/bin/env bash
# How fast the whole stream is beside the bare engine. See --help.
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/build-and-run.sh"
run "schemas deploy/broker streamer deploy/demo" deploy/demo/target/maskstream-demo-0.1.0.jar io.maskstream.demo.Bench "$@"
