"""How often a network is right, by PyTorch: `python evaluate.py resnet50 --weights RUN --data DIR --side 64 96 128`.

The project's own engine says it with `cargo xtask eval`; `compare.py` holds the two against each other.
"""
import argparse
from collections.abc import Iterator
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

from augment import floats, normalised, resized
from networks import NAMES, build, read_weights
from pictures import load_split


@torch.no_grad()
def answers(model: nn.Module, x: torch.Tensor, size: int, batch: int = 200) -> Iterator[torch.Tensor]:
    """Logits of pictures of bytes `[N, H, W, 3]`, some at a time."""
    model.eval()
    device = next(model.parameters()).device
    for some in x.split(batch):
        yield model(normalised(resized(floats(some.to(device)), size)))


def evaluate(model: nn.Module, x: torch.Tensor, y: torch.Tensor, size: int, batch: int = 200) -> tuple[float, float]:
    """Top-1 and top-5, per cent, of pictures of bytes `[N, H, W, 3]`."""
    top1 = top5 = 0
    for logits, right in zip(answers(model, x, size, batch), y.split(batch), strict=True):
        best = logits.topk(min(5, logits.shape[1])).indices
        hits = best == right[:, None].to(best.device)
        top1 += hits[:, 0].sum().item()
        top5 += hits.any(1).sum().item()
    return round(100 * top1 / len(x), 2), round(100 * top5 / len(x), 2)


def temperature(model: nn.Module, x: torch.Tensor, y: torch.Tensor, size: int, batch: int = 200) -> float:
    """What to divide logits by so that probabilities are likeliest (Guo et al. 2017): labels that were smoothed and pictures
    that were mixed make a network too unsure."""
    logits = torch.cat([some.cpu() for some in answers(model, x, size, batch)])
    candidates = [round(0.2 + 0.01 * step, 2) for step in range(180)]
    return min(candidates, key=lambda t: F.cross_entropy(logits / t, y).item())


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("network", choices=NAMES)
    p.add_argument("--weights", type=Path, required=True, help="a run's folder, or a file of weights")
    p.add_argument("--data", type=Path, required=True)
    p.add_argument("--cache", type=Path, default=Path("tiny-imagenet-cache"))
    p.add_argument("--side", type=int, nargs="+", default=[64])
    p.add_argument("--every", type=int, default=1, help="only every so many pictures")
    p.add_argument("--calibrate", action="store_true", help="say what to divide logits by instead, from every second picture")
    p.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    a = p.parse_args()
    x, y = load_split(a.data, "val", a.cache)
    weights, step = read_weights(a.weights)
    classes = len(next(reversed(weights.values())))  # the last layer's biases: `val` may lack a class
    model = build(a.network, classes).to(a.device, memory_format=torch.channels_last)
    model.load_state_dict(weights)
    for side in a.side:
        if a.calibrate:
            print(f"{a.network}, side {side}: temperature {temperature(model, x[::2], y[::2], side)}", flush=True)
            continue
        top1, top5 = evaluate(model, x[::a.every], y[::a.every], side)
        print(f"{a.network}, step {step}, side {side}: top-1 {top1} %, top-5 {top5} % of {len(x[::a.every])} pictures", flush=True)


if __name__ == "__main__":
    main()
