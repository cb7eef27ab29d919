#!/usr/bin/env bash
# Inspects models, and fits, evaluates and publishes explainers. See --help.
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/build-and-run.sh"
# TensorFlow disables oneDNN on processors without VNNI. With it, predictions for images are slower, but gradients are
# faster: the image model trains 2.6 times as fast, see ../trainer/RESULTS.md.
case "${1:-} ${2:-}" in
    "train images" | "evaluate "*) export TF_ENABLE_ONEDNN_OPTS=${TF_ENABLE_ONEDNN_OPTS:-1} ;;
esac
run "schemas trainer" trainer/target/maskstream-trainer-0.1.0.jar io.maskstream.trainer.command.Trainer "$@"
