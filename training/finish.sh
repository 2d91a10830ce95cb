#!/usr/bin/env bash
# From a run to weights that come with the page:
#   finish.sh NETWORK RUN SIDE PRECISION [WEIGHTS]      finish.sh resnet50 runs/resnet50 96 int8
# NETWORK is resnet50 or alexnet_tv; WEIGHTS is the folder with manifest.json, the project's own by default. Measures all
# 10,000 validation pictures twice with the project's own engine, and refuses to lose more than half a point. TEMPERATURE is
# what `evaluate.py --calibrate` said; PICTURES, a pattern such as 'DIR/train/*/*_1.JPEG', is what int8 and int4 are rounded for.
set -eu
[ $# -ge 4 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
network=$1 run=$(cd "$2" && pwd) side=$3 precision=$4 weights=$(cd "${5:-$here/../weights}" && pwd)
python=${PYTHON:-python3} xtask=${XTASK:-cargo xtask} # a Python with PyTorch
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
id=${network%_tv}-tiny200

cd "$here/.."
"$python" "$here/export.py" "$run" -o "$work/weights.pt" --temperature "${TEMPERATURE:-1}"
for bits in f32 "$precision"; do
  $xtask convert "$work/weights.pt" -o "$work/$bits.safetensors" --network "$network" --quantize "$bits" \
    --side "$side" --resize "$side" --label-set tiny-imagenet-200 --licence "MIT OR Apache-2.0" \
    --source "Triptych, training/README.md; trained on Tiny ImageNet-200" ${PICTURES:+--calibrate $PICTURES}
  $xtask eval "$network" --weights "$work/$bits.safetensors" ${DEVICE:+--device "$DEVICE"} --json > "$work/$bits.json"
  cut -c -400 "$work/$bits.json"
done
"$python" "$here/bundle.py" "$work/$precision.safetensors" --id "$id" --measured "$work/$precision.json" \
  --exact "$work/f32.json" --log "$run/log.jsonl" --weights "$weights"
