#!/usr/bin/env bash
# Trains frozen models, fits explainers to them, evaluates and publishes those. See --help.
. "$(dirname "${BASH_SOURCE[0]}")/build-and-run.sh"
run "schemas trainer" trainer/target/maskstream-trainer-0.1.0.jar io.maskstream.trainer.Trainer "$@"
