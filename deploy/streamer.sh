#!/usr/bin/env bash
# Explains every record of a topic. See --help.
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/build-and-run.sh"
run "schemas streamer" streamer/target/maskstream-streamer-0.1.0.jar io.maskstream.streamer.app.StreamerCommand "$@"
