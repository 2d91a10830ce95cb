"""LeNet-5 as its paper prints it, and AlexNet; for `networks.py`."""
import os

import gen
import numpy as np

# LeCun et al. 1998, table I: a row for each map of S2, a column for each of C3.
TABLE_I = """
X...XXX..XXXX.XX
XX...XXX..XXXX.X
XXX...XXX..X.XXX
.XXX..XXXX..X.XX
..XXX..XXXX.XX.X
...XXX..XXXX.XXX
"""


def subsample(n, x, name):
    # Section II.B, layer S2: the sum of four inputs, times a trained number, plus another.
    c = n.val[x].shape[1]
    part = lambda what, a: n.constant(n.tensor(f"{name}.{what}", a).reshape(1, -1, 1, 1))
    four = n.mul(n.avgpool(x, 2, 2), n.constant(4.0))
    scaled = n.mul(four, part("weight", n.rng.uniform(0.2, 0.5, c)))
    return n.add(scaled, part("bias", n.rng.normal(size=c) * 0.1))


def lenet5_1998(name):
    # As printed: table I, trained subsampling, f(a) = A tanh(S a) (equation 6), distances to pictures (equation 7).
    n = gen.Net(name, (1, 32, 32))
    f = lambda x: n.mul(n.tanh(n.mul(x, n.constant(2 / 3))), n.constant(1.7159))
    sees = np.array([[mark == "X" for mark in row] for row in TABLE_I.split()]).T
    x = n.mark(f(subsample(n, f(n.conv("input", "c1", 6, 5)), "s2")), "s2")
    x = n.mark(f(subsample(n, f(n.conv(x, "c3", 16, 5, mask=sees[:, :, None, None])), "s4")), "s4")
    x = f(n.fc(n.flatten(f(n.conv(x, "c5", 120, 5))), "f6", 84))
    with open(os.path.join(os.path.dirname(__file__), "../../src/arch/lenet5_patterns.txt")) as pictures:
        drawn = ["".join(picture.split()) for picture in pictures.read().split("\n\n")]
    pictures = n.constant([[1 if mark == "#" else -1 for mark in picture] for picture in drawn])
    # The smallest distance is the answer, so the likeliest digit's is the largest; the squares of x are in all of them.
    return n, n.sub(n.squares(x), n.squares(n.sub(x, pictures)))


def alexnet(name):
    # Krizhevsky et al. 2012, section 3.3: k 2, n 5, alpha 1e-4, beta 0.75. ONNX divides its alpha by n.
    return gen.alexnet_bvlc(name, k=2.0, alpha=5e-4)


MODELS = {"lenet5-1998": lenet5_1998, "alexnet": alexnet}
