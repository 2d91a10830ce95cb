"""The averaged weights of a run as a checkpoint for `cargo xtask convert`: `python export.py RUN -o resnet50.pt`."""
import argparse
from pathlib import Path

import torch

from networks import read_weights


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("run", type=Path, help="a run's folder, or a checkpoint in it; a running training may go on")
    p.add_argument("-o", "--output", type=Path, required=True)
    p.add_argument("--temperature", type=float, default=1, help="divide the logits by it, as `evaluate.py --calibrate` found")
    a = p.parse_args()
    weights, step = read_weights(a.run)
    for name in list(weights)[-2:]:  # the last layer's weight and bias
        weights[name] = weights[name] / a.temperature
    torch.save(weights, a.output)
    print(f"{a.output}: the average of step {step}, {a.output.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
