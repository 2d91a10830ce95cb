"""Hold our engine's logits against PyTorch's on the same picture files.

    cargo xtask eval resnet50 --weights FILE --data DIR --limit 500 --side 64 --logits ours.jsonl
    python compare.py resnet50 --weights RUN --logits ours.jsonl

Pictures are resized by Pillow and cut as torchvision does it, which is what the engine says it does. `--as-trained`
resizes as training does instead: without antialias, and without rounding to bytes.
"""
import argparse
import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import nn
from torchvision.transforms.functional import center_crop, pil_to_tensor, resize

from augment import normalised, resized
from networks import NAMES, build, read_weights

BATCH = 25


def input_of(path: str, side: int, as_trained: bool) -> torch.Tensor:
    picture = Image.open(path).convert("RGB")
    if as_trained:
        return resized(pil_to_tensor(picture)[None].float() / 255, side)
    return pil_to_tensor(center_crop(resize(picture, side), [side, side]))[None].float() / 255


@torch.no_grad()
def logits_of(model: nn.Module, paths: list[str], side: int, as_trained: bool) -> np.ndarray:
    batches = (paths[at:at + BATCH] for at in range(0, len(paths), BATCH))
    inputs = (torch.cat([input_of(path, side, as_trained) for path in batch]) for batch in batches)
    return np.concatenate([model(normalised(x)).numpy() for x in inputs])


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("network", choices=NAMES)
    p.add_argument("--weights", type=Path, required=True)
    p.add_argument("--logits", type=Path, required=True)
    p.add_argument("--as-trained", action="store_true")
    a = p.parse_args()
    rows = [json.loads(line) for line in a.logits.read_text().splitlines()]
    model = build(a.network, len(rows[0]["logits"])).eval().to(memory_format=torch.channels_last)
    model.load_state_dict(read_weights(a.weights)[0])
    for side in sorted({row["side"] for row in rows}):
        some = [row for row in rows if row["side"] == side]
        ours = np.array([row["logits"] for row in some])
        theirs = logits_of(model, [row["file"] for row in some], side, a.as_trained)
        truth = np.array([row["class"] for row in some])
        same = (ours.argmax(1) == theirs.argmax(1)).sum()
        top1 = [100 * (logits.argmax(1) == truth).mean() for logits in (ours, theirs)]
        print(
            f"side {side}, {len(some)} pictures: logits have a deviation of {theirs.std():.3f} and differ by {abs(ours - theirs).max():.2e} at most; "
            f"the same top-1 for {same}; top-1 {top1[0]:.2f} % (ours), {top1[1]:.2f} % (PyTorch)"
        )


if __name__ == "__main__":
    main()
