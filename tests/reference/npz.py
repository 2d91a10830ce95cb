"""How `gen.py` and `look.py` write their answers. Needs numpy."""
import os

import numpy as np


def save(path, arrays):
    """As f32, whole or not at all: a file that is there counts as made."""
    partial = path + ".partial.npz"
    np.savez(partial, **{name: np.asarray(value, np.float32) for name, value in arrays.items()})
    os.replace(partial, path)
