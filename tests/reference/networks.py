#!/usr/bin/env python3
"""Reference networks with random weights, for tests against ONNX Runtime.

  python networks.py -o OUT [--seed N] [model ...]

`gen.py` writes, for each model, its weights (safetensors, torchvision's names), an
input, the logits by ONNX Runtime and by NumPy in float64, and activations at named points. This adds
the deeper ResNets and the papers' own forms, and keeps only what the tests read. Needs numpy, onnx, onnxruntime.
"""
import argparse
import os
import sys

ap = argparse.ArgumentParser()
ap.add_argument("-o", required=True, help="where to write")
ap.add_argument("--seed", type=int)
ap.add_argument("models", nargs="*")
a = ap.parse_args()

sys.dont_write_bytecode = True
import gen  # noqa: E402
import look  # noqa: E402
import printed  # noqa: E402

gen.MODELS.update(
    printed.MODELS,
    resnet34=lambda n: gen.resnet(n, False, [3, 4, 6, 3]),
    resnet50_v1=lambda n: gen.resnet(n, True, [3, 4, 6, 3], first=True),
    resnet101=lambda n: gen.resnet(n, True, [3, 4, 23, 3]),
    resnet152=lambda n: gen.resnet(n, True, [3, 8, 36, 3]),
)
gen.SEED = gen.SEED if a.seed is None else a.seed
folder = os.path.join(a.o, str(gen.SEED))
os.makedirs(folder, exist_ok=True)
for model in a.models or gen.MODELS:
    there = lambda ending: os.path.exists(os.path.join(folder, f"{model}.{ending}.npz"))
    if not there("stages"):  # the last file to be written
        net, y = gen.MODELS[model](model)
        net.save(folder, y)
        os.remove(os.path.join(folder, f"{model}.onnx"))
    if model in look.MODELS and not there("inside"):
        look.main(folder, [model])
