"""Convolutional networks with seeded random weights, and what NumPy and ONNX Runtime answer; for `networks.py`.

Of each network M, `Net.save` writes

  M.onnx            opset 13, NCHW f32, batch 1, input "input", output "logits" (no softmax)
  M.safetensors     the same tensors, torchvision's state_dict names where torchvision has the network
  M.input.npy       the input;  M.f64.npy  logits by NumPy in float64 (computed while building)
  M.ort.npy         logits by ONNX Runtime's CPU in f32 (the independent reference)
  M.stages.npz      float64 activations at named points (to find where a mismatch begins), stored as f32

Weights: He normal. Batch normalisation's statistics: measured on the input, then jittered. Last layer: the logits'
standard deviation is 3.
"""
import json, os, struct, zlib
import numpy as np, onnx, npz
from numpy.lib.stride_tricks import sliding_window_view
from onnx import TensorProto, helper as oh, numpy_helper as nh


SEED = 20240521  # another one makes other weights and inputs of the same networks


class Net:
    """Appends ONNX nodes and evaluates each at once in float64, so BN can be calibrated."""

    def __init__(self, name, shape, scale=1.0):
        self.name, self.rng = name, np.random.default_rng([SEED, zlib.crc32(name.encode())])
        self.w, self.fixed, self.nodes, self.val, self.stages = {}, {}, [], {}, {}
        c, h, w = shape  # image-like: smooth blobs (so that space matters) plus noise
        blob = self.rng.normal(size=(c, 8, 8))
        up = lambda n: np.array([np.interp(np.linspace(0, 7, n), np.arange(8), r) for r in np.eye(8)]).T
        x = up(h) @ blob @ up(w).T + 0.5 * self.rng.normal(size=shape)
        self.input = (scale * x[None]).astype(np.float32)
        self.val["input"] = self.input.astype(np.float64)

    def tensor(self, name, a):
        self.w[name] = np.asarray(a, np.float32)
        return self.w[name].astype(np.float64)

    def constant(self, a):
        """A tensor of the graph alone, not of the weights."""
        name = f"fixed{len(self.fixed)}"
        self.fixed[name] = np.asarray(a, np.float32)
        self.val[name] = self.fixed[name].astype(np.float64)
        return name

    def emit(self, op, ins, y, **attrs):
        out = f"{op.lower()}{len(self.nodes)}"
        self.nodes.append(oh.make_node(op, ins, [out], **attrs))
        self.val[out] = y
        return out

    def mark(self, x, stage):
        self.stages[stage] = self.val[x]
        return x

    def windows(self, x, k, s, p, fill=0.0):
        v = np.pad(self.val[x], ((0, 0), (0, 0), (p, p), (p, p)), constant_values=fill)
        return sliding_window_view(v, (k, k), axis=(2, 3))[:, :, ::s, ::s]

    def conv(self, x, name, cout, k, s=1, p=0, group=1, bias=True, mask=1):
        cin = self.val[x].shape[1] // group
        w = self.tensor(name + ".weight", mask * self.rng.normal(size=(cout, cin, k, k)) * (2 / (cin * k * k)) ** 0.5)
        v = self.windows(x, k, s, p)
        _, _, h, wd, _, _ = v.shape
        cols = v.reshape(group, cin, h * wd, k * k).transpose(0, 1, 3, 2).reshape(group, cin * k * k, h * wd)
        y = (w.reshape(group, cout // group, -1) @ cols).reshape(1, cout, h, wd)
        ins = [x, name + ".weight"]
        if bias:
            y = y + self.tensor(name + ".bias", self.rng.normal(size=cout) * 0.1 * y.std()).reshape(1, -1, 1, 1)
            ins.append(name + ".bias")
        return self.emit("Conv", ins, y, kernel_shape=[k, k], strides=[s, s], pads=[p] * 4, group=group)

    def bn(self, x, name, gain=1.0, eps=1e-5):
        v, r = self.val[x], self.rng
        mean, var, c = v.mean((0, 2, 3)), v.var((0, 2, 3)), v.shape[1]
        var = np.maximum(var, 0.05 * var.mean())
        g = self.tensor(name + ".weight", gain * r.uniform(0.5, 1.5, c))
        b = self.tensor(name + ".bias", r.normal(size=c) * 0.3)
        m = self.tensor(name + ".running_mean", mean + r.normal(size=c) * 0.1 * var**0.5)
        s = self.tensor(name + ".running_var", var * r.uniform(0.7, 1.4, c))
        q = lambda a: a.reshape(1, -1, 1, 1)
        y = (v - q(m)) / np.sqrt(q(s) + eps) * q(g) + q(b)
        return self.emit("BatchNormalization",
                         [x] + [f"{name}.{n}" for n in ("weight", "bias", "running_mean", "running_var")], y, epsilon=eps)

    def squares(self, x): return self.emit("ReduceSumSquare", [x], (self.val[x] ** 2).sum(-1), axes=[-1], keepdims=0)
    def relu(self, x): return self.emit("Relu", [x], np.maximum(self.val[x], 0))
    def tanh(self, x): return self.emit("Tanh", [x], np.tanh(self.val[x]))
    def add(self, a, b): return self.emit("Add", [a, b], self.val[a] + self.val[b])
    def sub(self, a, b): return self.emit("Sub", [a, b], self.val[a] - self.val[b])
    def mul(self, a, b): return self.emit("Mul", [a, b], self.val[a] * self.val[b])
    def flatten(self, x): return self.emit("Flatten", [x], self.val[x].reshape(1, -1), axis=1)
    def gap(self, x): return self.emit("GlobalAveragePool", [x], self.val[x].mean((2, 3), keepdims=True))

    def maxpool(self, x, k, s, p=0):
        y = self.windows(x, k, s, p, -np.inf).max((4, 5))
        return self.emit("MaxPool", [x], y, kernel_shape=[k, k], strides=[s, s], pads=[p] * 4)

    def avgpool(self, x, k, s):
        return self.emit("AveragePool", [x], self.windows(x, k, s, 0).mean((4, 5)), kernel_shape=[k, k], strides=[s, s])

    def lrn(self, x, size=5, alpha=1e-4, beta=0.75, k=1.0):
        v = self.val[x]
        sq = np.pad(v * v, ((0, 0), ((size - 1) // 2, size // 2), (0, 0), (0, 0)))
        y = v / (k + alpha / size * sliding_window_view(sq, size, axis=1).sum(-1)) ** beta
        return self.emit("LRN", [x], y, size=size, alpha=alpha, beta=beta, bias=k)

    def fc(self, x, name, n, std=None):
        v = self.val[x]
        w = self.rng.normal(size=(n, v.shape[1])) * (2 / v.shape[1]) ** 0.5
        if std:
            w *= std / (v @ w.T).std()
        w = self.tensor(name + ".weight", w)
        y = v @ w.T
        y = y + self.tensor(name + ".bias", self.rng.normal(size=n) * 0.1 * y.std())
        return self.emit("Gemm", [x, name + ".weight", name + ".bias"], y, transB=1)

    def save(self, out, y):
        import onnxruntime as ort
        f32 = lambda n, a: oh.make_tensor_value_info(n, TensorProto.FLOAT, a.shape)
        self.nodes[-1].output[0] = "logits"
        used = {name for node in self.nodes for name in node.input}
        g = oh.make_graph(self.nodes, self.name, [f32("input", self.input)], [f32("logits", self.val[y])],
                          [nh.from_array(a, n) for n, a in {**self.w, **self.fixed}.items() if n in used])
        m = oh.make_model(g, opset_imports=[oh.make_opsetid("", 13)], ir_version=8, producer_name="tests/reference/gen.py")
        onnx.checker.check_model(m)
        base = os.path.join(out, self.name)
        onnx.save(m, base + ".onnx")
        head, off = {}, 0
        for n, a in self.w.items():
            head[n] = {"dtype": "F32", "shape": list(a.shape), "data_offsets": [off, off + a.nbytes]}
            off += a.nbytes
        head = json.dumps(head).encode()
        head += b" " * (-len(head) % 8)
        with open(base + ".safetensors", "wb") as f:
            f.write(struct.pack("<Q", len(head)) + head)
            for a in self.w.values():
                f.write(a.tobytes())
        got = ort.InferenceSession(base + ".onnx", providers=["CPUExecutionProvider"]).run(None, {"input": self.input})[0]
        want = self.val[y]
        np.save(base + ".input.npy", self.input)
        np.save(base + ".ort.npy", got)
        np.save(base + ".f64.npy", want)
        npz.save(base + ".stages.npz", self.stages)
        n = sum(a.size for k, a in self.w.items() if "running" not in k)
        err = np.abs(got - want).max()
        print(f"{self.name:15s} params {n:>11,}  onnx {os.path.getsize(base + '.onnx') / 1e6:7.2f} MB  "
              f"logits std {want.std():.3f} max|.| {np.abs(want).max():.3f}  ORT-vs-f64 max abs err {err:.2e}", flush=True)


def lenet5(name, relu=False):
    # Paper topology with the usual simplifications: full C3, unscaled tanh, plain mean pool, linear output.
    n = Net(name, (1, 28, 28) if relu else (1, 32, 32))
    act, pool = (n.relu, n.maxpool) if relu else (n.tanh, n.avgpool)
    x = n.mark(pool(act(n.conv("input", "conv1", 6, 5, p=2 if relu else 0)), 2, 2), "pool1")
    x = n.mark(pool(act(n.conv(x, "conv2", 16, 5)), 2, 2), "pool2")
    x = n.flatten(act(n.conv(x, "conv3", 120, 5)))
    return n, n.fc(act(n.fc(x, "fc1", 84)), "fc2", 10, std=3)


def alexnet_tv(name):
    n, x = Net(name, (3, 224, 224)), "input"
    for i, c, k, s, p, pool in [(0, 64, 11, 4, 2, 1), (3, 192, 5, 1, 2, 1), (6, 384, 3, 1, 1, 0), (8, 256, 3, 1, 1, 0), (10, 256, 3, 1, 1, 1)]:
        x = n.relu(n.conv(x, f"features.{i}", c, k, s, p))
        x = n.mark(n.maxpool(x, 3, 2) if pool else x, f"features.{i}")
    x = n.flatten(x)  # torchvision's adaptive 6x6 average pool is the identity at 224
    x = n.relu(n.fc(x, "classifier.1", 4096))
    x = n.mark(n.relu(n.fc(x, "classifier.4", 4096)), "classifier.4")
    return n, n.fc(x, "classifier.6", 1000, std=3)


def alexnet_bvlc(name, caffenet=False, **constants):
    # BVLC AlexNet: relu, LRN, pool (as in the paper, which has other constants). CaffeNet: relu, pool, LRN.
    n, x = Net(name, (3, 227, 227), scale=60.0), "input"  # Caffe's pixel scale: without it LRN is ~identity
    for i, c, k, s, p, g, norm, pool in [(1, 96, 11, 4, 0, 1, 1, 1), (2, 256, 5, 1, 2, 2, 1, 1), (3, 384, 3, 1, 1, 1, 0, 0),
                                         (4, 384, 3, 1, 1, 2, 0, 0), (5, 256, 3, 1, 1, 2, 0, 1)]:
        x = n.relu(n.conv(x, f"conv{i}", c, k, s, p, g))
        if norm: x = n.lrn(n.maxpool(x, 3, 2)) if caffenet else n.maxpool(n.lrn(x, **constants), 3, 2)
        elif pool: x = n.maxpool(x, 3, 2)
        n.mark(x, f"conv{i}")
    x = n.relu(n.fc(n.flatten(x), "fc6", 4096))
    x = n.mark(n.relu(n.fc(x, "fc7", 4096)), "fc7")
    return n, n.fc(x, "fc8", 1000, std=3)


def resnet(name, bottleneck, depths, first=False):
    # torchvision v1.5: the stride sits on the 3x3 convolution; in the paper on the first 1x1.
    n = Net(name, (3, 224, 224))
    cb = lambda x, c, b, cout, k, s=1, p=0, gain=1.0: n.bn(n.conv(x, c, cout, k, s, p, bias=False), b, gain)
    x = n.mark(n.maxpool(n.relu(cb("input", "conv1", "bn1", 64, 7, 2, 3)), 3, 2, 1), "maxpool")
    for li, d in enumerate(depths):
        for bi in range(d):
            q, c, s = f"layer{li + 1}.{bi}", 64 << li, 2 if li and not bi else 1
            cout = c * 4 if bottleneck else c
            if bottleneck:
                y = n.relu(cb(x, q + ".conv1", q + ".bn1", c, 1, s if first else 1))
                y = n.relu(cb(y, q + ".conv2", q + ".bn2", c, 3, 1 if first else s, 1))
                y = cb(y, q + ".conv3", q + ".bn3", cout, 1, gain=0.5)
            else:
                y = n.relu(cb(x, q + ".conv1", q + ".bn1", c, 3, s, 1))
                y = cb(y, q + ".conv2", q + ".bn2", c, 3, 1, 1, gain=0.5)
            if s != 1 or n.val[x].shape[1] != cout:
                x = cb(x, q + ".downsample.0", q + ".downsample.1", cout, 1, s)
            x = n.relu(n.add(y, x))
        n.mark(x, f"layer{li + 1}")
    return n, n.fc(n.flatten(n.gap(x)), "fc", 1000, std=3)


MODELS = {
    "lenet5_tanh": lenet5,
    "lenet5_relu": lambda n: lenet5(n, relu=True),
    "alexnet_tv": alexnet_tv,
    "alexnet_bvlc": alexnet_bvlc,
    "caffenet": lambda n: alexnet_bvlc(n, caffenet=True),
    "resnet18": lambda n: resnet(n, False, [2, 2, 2, 2]),
    "resnet50": lambda n: resnet(n, True, [3, 4, 6, 3]),
}
