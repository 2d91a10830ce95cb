"""The command line of `train.py`."""
import argparse
import os
from itertools import pairwise
from pathlib import Path

import torch

from networks import NAMES

RATES = {"resnet50": 0.1, "alexnet": 3e-4}  # for batches of 128


def parse(description: str, words: list[str] | None = None) -> argparse.Namespace:
    gpu = torch.cuda.is_available()
    p = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("network", choices=NAMES)
    p.add_argument("--data", type=Path, required=True, help="what `cargo xtask data tiny-imagenet` made")
    p.add_argument("--out", type=Path, required=True, help="the run's folder")
    p.add_argument("--cache", type=Path, default=Path("tiny-imagenet-cache"), help="where the unpacked pictures lie (1.3 GB)")

    g = p.add_argument_group("how long")
    g.add_argument("--epochs", type=float, required=True, help="stop when the run, all its sittings together, has seen this many")
    g.add_argument("--minutes", type=float, default=float("inf"), help="or after this sitting has lasted so long")
    g.add_argument("--anneal", action="store_true", help="lower the rate to zero between here and --epochs, or --minutes if they end first")
    g.add_argument("--warm-up", type=float, default=1, help="epochs in which the rate rises")

    g = p.add_argument_group("what the network sees")
    g.add_argument("--size", dest="sides", type=sides, default="64", metavar="SIZE", help="side of the input; or several, each up to a share of the stage: 64:0.5,96:0.9,128")
    g.add_argument("--batch", type=int, default=128)
    g.add_argument("--min-area", type=float, default=0.35, help="smallest share of a picture that a random crop shows")
    g.add_argument("--mix", choices=["none", "mixup", "cutmix", "both"], default="none", help="worth it from some 30 epochs on")

    g = p.add_argument_group("descent")
    g.add_argument("--rate", type=float, help="learning rate (default 0.1 for resnet50, 3e-4 for alexnet, times batch / 128)")
    g.add_argument("--decay", type=float, default=5e-5, help="weight decay of convolution and linear weights, times 1000 in AdamW")
    g.add_argument("--dropout", type=float, default=0.5, help="AlexNet's; less learns faster, and needs less of it in few epochs")
    g.add_argument("--smoothing", type=float, default=0.1)
    g.add_argument("--seed", type=int, default=1)
    g.add_argument("--start", type=Path, help="weights to start a new run from: a run's folder, or a file")

    g = p.add_argument_group("learning from another network (Hinton et al. 2015)")
    g.add_argument("--teacher", type=Path, help="a trained ResNet-50: a run's folder, or a file")
    g.add_argument("--teacher-size", type=int, help="side of its input (default: --size)")
    g.add_argument("--teacher-share", type=float, default=0.5, help="of the loss; the labels have the rest")
    g.add_argument("--temperature", type=float, default=2.0)

    g = p.add_argument_group("the machine")
    g.add_argument("--device", default="cuda" if gpu else "cpu")
    g.add_argument("--precision", choices=["f32", "bf16", "f16"], default="bf16" if gpu else "f32", help="of products and convolutions")
    g.add_argument("--threads", type=int, default=os.cpu_count())
    g.add_argument("--eager", action="store_true", help="on CUDA, launch every step anew instead of replaying a recorded one")
    g.add_argument("--save-minutes", type=float, default=10, help="time between checkpoints, each with a short evaluation")
    a = p.parse_args(words)
    a.rate = a.rate or RATES[a.network] * a.batch / 128
    a.size = a.sides[-1][1]  # what the network is measured at
    return a


def sides(text: str) -> list[tuple[float, int]]:
    """`64:0.5,96` as `[(0.5, 64), (1.0, 96)]`: up to which share of the stage, which side."""
    parts = [part.partition(":") for part in text.split(",")]
    found = [(float(until or 1), int(side)) for side, _, until in parts]
    shares = [0.0, *(until for until, _ in found)]
    if shares[-1] != 1 or any(not before < after for before, after in pairwise(shares)):
        raise argparse.ArgumentTypeError(f"the shares of {text} must rise, and the last side has none: 64:0.5,96:0.9,128, say")
    return found
