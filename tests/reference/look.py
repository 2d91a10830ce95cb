#!/usr/bin/env python3
"""What `src/look` finds out about a network, computed anew with NumPy in float64, for `tests/look`.

  python look.py FOLDER [model ...]

Reads FOLDER/MODEL.safetensors and FOLDER/MODEL.input.npy, writes FOLDER/MODEL.inside.npz. Knows
nothing of the program that it checks: the networks are written down again, and every answer is a whole run of
its own, from the pixels on. Needs numpy.
"""
import json
import os
import struct
import sys

import npz
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def tensors(path):
    """The F32 tensors of a safetensors file."""
    data = open(path, "rb").read()
    (size,) = struct.unpack("<Q", data[:8])
    head, body = json.loads(data[8 : 8 + size]), data[8 + size :]
    head.pop("__metadata__", None)
    array = lambda at: np.frombuffer(body[slice(*at["data_offsets"])], "<f4").reshape(at["shape"])
    return {name: array(at).astype(np.float64) for name, at in head.items()}


def windows(x, kernel, stride, padding, fill=0.0):
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding)), constant_values=fill)
    return sliding_window_view(x, (kernel, kernel), axis=(1, 2))[:, ::stride, ::stride]


def conv(x, weight, bias, stride=1, padding=0, groups=1):
    """[C, H, W] and [O, C / groups, K, K]."""
    maps, inputs, kernel, _ = weight.shape
    seen = windows(x, kernel, stride, padding)
    _, height, width, _, _ = seen.shape
    rows = seen.transpose(1, 2, 0, 3, 4).reshape(height * width, groups, inputs * kernel * kernel)
    split = weight.reshape(groups, maps // groups, -1)
    parts = [rows[:, group] @ split[group].T for group in range(groups)]
    return np.concatenate(parts, 1).T.reshape(maps, height, width) + bias[:, None, None]


def response_norm(x, size=5, alpha=1e-4 / 5, beta=0.75, k=1.0):
    squares = np.pad(x * x, ((size // 2, size // 2), (0, 0), (0, 0)))
    return x / (k + alpha * sliding_window_view(squares, size, axis=0).sum(-1)) ** beta


class Run:
    """A run of a network. `change` may hold, by the name of a row: "skip" or "branch" (cut), "off",
    "max" or "mean" (pooling), or the channels that are silent. `maps` are its outputs."""

    def __init__(self, model, weights, x, change=None):
        self.w, self.change, self.maps = weights, change or {}, {}
        self.logits = MODELS[model](self, x).ravel()

    def give(self, row, y):
        silent = self.change.get(row)
        if isinstance(silent, list):
            y = y.copy()
            y[silent] = 0.0
        self.maps[row] = y
        return y

    def pool(self, row, x, kind, kernel, stride, padding=0):
        kind = self.change.get(row, kind)
        if kind == "max":
            return self.give(row, windows(x, kernel, stride, padding, -np.inf).max((3, 4)))
        return self.give(row, windows(x, kernel, stride, padding).mean((3, 4)))

    def linear(self, row, name, x, act):
        return self.give(row, act(self.w[name + ".weight"] @ x.ravel() + self.w[name + ".bias"]))

    def normed(self, x, conv_name, norm, stride, padding):
        q = lambda name: self.w[f"{norm}.{name}"][:, None, None]
        y = conv(x, self.w[conv_name + ".weight"], np.zeros(1), stride, padding)
        y = (y - q("running_mean")) / np.sqrt(q("running_var") + 1e-5)
        return y * q("weight") + q("bias")


relu = lambda x: np.maximum(x, 0)
same = lambda x: x


def lenet5(act, kind, padding):
    def run(n, x):
        c = lambda x, name, padding=0: act(conv(x, n.w[name + ".weight"], n.w[name + ".bias"], 1, padding))
        x = n.pool("s2", n.give("c1", c(x, "conv1", padding)), kind, 2, 2)
        x = n.pool("s4", n.give("c3", c(x, "conv2")), kind, 2, 2)
        x = n.linear("f6", "fc1", n.give("c5", c(x, "conv3")), act)
        return n.linear("output", "fc2", x, same)

    return run


def alexnet_tv(n, x):
    at = 0
    for number, (stride, padding) in enumerate([(4, 2), (1, 2), (1, 1), (1, 1), (1, 1)], 1):
        w = lambda what: n.w[f"features.{at}.{what}"]
        x = n.give(f"conv{number}", relu(conv(x, w("weight"), w("bias"), stride, padding)))
        at += 2
        if number in (1, 2, 5):
            x, at = n.pool(f"pool{number}", x, "max", 3, 2), at + 1
    x = n.linear("fc7", "classifier.4", n.linear("fc6", "classifier.1", x, relu), relu)
    return n.linear("fc8", "classifier.6", x, same)


def alexnet_bvlc(n, x):
    table = [(4, 0, 1), (1, 2, 2), (1, 1, 1), (1, 1, 2), (1, 1, 2)]
    for number, (stride, padding, groups) in enumerate(table, 1):
        w = lambda what: n.w[f"conv{number}.{what}"]
        x = n.give(f"conv{number}", relu(conv(x, w("weight"), w("bias"), stride, padding, groups)))
        if number <= 2:
            norm = f"norm{number}"
            x = n.give(norm, x if n.change.get(norm) == "off" else response_norm(x))
        if number in (1, 2, 5):
            x = n.pool(f"pool{number}", x, "max", 3, 2)
    x = n.linear("fc7", "fc7", n.linear("fc6", "fc6", x, relu), relu)
    return n.linear("fc8", "fc8", x, same)


def resnet18(n, x):
    x = n.give("conv1", relu(n.normed(x, "conv1", "bn1", 2, 3)))
    x = n.pool("pool1", x, "max", 3, 2, 1)
    for stage in range(1, 5):
        for block in range(2):
            theirs, ours = f"layer{stage}.{block}", f"conv{stage + 1}_{block + 1}"
            stride = 2 if stage > 1 and block == 0 else 1
            y = relu(n.normed(x, theirs + ".conv1", theirs + ".bn1", stride, 1))
            y = n.normed(n.give(ours + ".1", y), theirs + ".conv2", theirs + ".bn2", 1, 1)
            if stride == 2:
                shortcut = theirs + ".downsample"
                x = n.normed(x, shortcut + ".0", shortcut + ".1", stride, 0)
            cut = n.change.get(ours + ".2")
            x = n.give(ours + ".2", relu((0 if cut == "branch" else y) + (0 if cut == "skip" else x)))
    return n.linear("fc", "fc", n.give("pool5", x.mean((1, 2))), same)


MODELS = {
    "lenet5_tanh": lenet5(np.tanh, "mean", 0),
    "lenet5_relu": lenet5(relu, "max", 2),
    "alexnet_tv": alexnet_tv,
    "alexnet_bvlc": alexnet_bvlc,
    "resnet18": resnet18,
}
ENDS = [f"conv{stage}_{block}.2" for stage in (2, 3, 4, 5) for block in (1, 2)]
# Changes to run, by the name of the answer.
CHANGES = {
    "lenet5_tanh": {"silent": {"c3": [0, 5]}, "pool": {"s2": "max"}},
    "lenet5_relu": {"silent": {"c3": [0, 5]}, "pool": {"s2": "mean"}},
    "alexnet_tv": {"silent": {"conv3": [1, 2, 3]}, "pool": {"pool2": "mean"}},
    "alexnet_bvlc": {"silent": {"conv3": [1, 2, 3]}, "off": {"norm1": "off", "norm2": "off"}},
    "resnet18": {
        "skip": {"conv3_2.2": "skip"},
        "projection": {"conv4_1.2": "skip"},
        "branch": {"conv2_1.2": "branch", "conv5_2.2": "branch"},
        "silent": {"conv4_1.1": [0, 7]},
        "pool": {"pool1": "mean"},
        "no_skips": {end: "skip" for end in ENDS},
    },
}
RANKED = {"lenet5_tanh": "c3", "lenet5_relu": "c3", "alexnet_tv": "conv5", "resnet18": "conv5_1.1"}
CHANNELS = 8  # so many channels of the ranked row; all of LeNet-5's


SWEEP = [1.0, -1.0, 0.5]  # what the input is taken times
MAP = 3  # of the first convolution, whose batch normalisation is told


def softmax(logits):
    parts = np.exp(logits - logits.max())
    return parts / parts.sum()


def box(changed):
    """Rows and columns, ends excluded, that hold every change."""
    rows, columns = np.nonzero(changed.any(0))
    return [rows.min(), rows.max() + 1, columns.min(), columns.max() + 1]


def answers(model, weights, x):
    plain = Run(model, weights, x)
    best = int(plain.logits.argmax())
    found = {"class": [best], "logits": plain.logits}
    for name, change in CHANGES[model].items():
        run = Run(model, weights, x, change)
        found[name] = run.logits
        if name == "no_skips":
            size = lambda run: [np.sqrt((run.maps[end] ** 2).mean()) for end in ENDS]
            found["norms"], found["norms_without_skips"] = size(plain), size(run)
    if model == "resnet18":
        parts = np.tensordot(weights["fc.weight"][best], plain.maps["conv5_2.2"], 1)
        found["class_map"] = parts
        assert abs(parts.mean() + weights["fc.bias"][best] - plain.logits[best]) < 1e-9
        of = lambda name: weights[f"bn1.{name}"][MAP]
        scale = of("weight") / np.sqrt(of("running_var") + 1e-5)
        shift = of("bias") - of("running_mean") * scale
        found["folding"] = [of("weight"), of("bias"), of("running_mean"), of("running_var"), scale, shift]
        found["folded"] = [plain.maps["conv1"][MAP].max()]
    found["sweep"] = [softmax(Run(model, weights, part * x).logits) for part in SWEEP]
    if row := RANKED.get(model):
        count = 16 if row == "c3" else CHANNELS
        without = lambda channel: Run(model, weights, x, {row: [channel]}).logits[best]
        found["ranking"] = [plain.logits[best] - without(channel) for channel in range(count)]
    # Covering: a digit with paper, a photo with the mean, which is 0.
    side = x.shape[1]
    patch, stride = (8, 6) if side < 64 else (90, 67)
    cover = x.min() if side < 64 else 0.0
    starts = [min(start, side - patch) for start in range(0, side - patch + stride, stride)]
    falls = []
    for top in starts:
        for left in starts:
            covered = x.copy()
            covered[:, top : top + patch, left : left + patch] = cover
            falls.append(plain.logits[best] - Run(model, weights, covered).logits[best])
    found["occlusion"], found["patch"] = np.reshape(falls, (len(starts), -1)), [patch, stride]
    # What changes with one pixel; a large change, so that maxima and rectifiers let it through.
    for y, at in [(side // 2, side // 2 + 1), (0, side - 1)]:
        touched = x.copy()
        touched[:, y, at] += 1000 * np.where(np.arange(len(x)) % 2, -1, 1)
        other = Run(model, weights, touched)
        for row, map in plain.maps.items():
            if map.ndim == 3 and (map != other.maps[row]).any():
                found[f"touched.{y}.{at}.{row}"] = box(map != other.maps[row])
    return found


def main(folder, models):
    for model in models or MODELS:
        base = os.path.join(folder, model)
        if not os.path.exists(base + ".safetensors"):
            continue
        x = np.load(base + ".input.npy")[0].astype(np.float64)
        found = answers(model, tensors(base + ".safetensors"), x)
        npz.save(base + ".inside.npz", found)
        print(model, len(found), "answers", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
