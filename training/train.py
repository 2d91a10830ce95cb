"""Train AlexNet or ResNet-50 on Tiny ImageNet-200, in as many sittings as it takes.

    python train.py resnet50 --data DIR --out RUN --epochs 12
    python train.py resnet50 --data DIR --out RUN --epochs 15 --size 96 --anneal

A run lives in the folder RUN: `last.pt` (weights, their moving average, momentum, step; every ten minutes and when
told to stop), `log.jsonl` (a line every 100 steps and every evaluation), `average-f16.pt` at the end of a stage.
Started again, it goes on from there. The rate warms up, then stays constant, so a sitting may end at any time; a last
stage with `--anneal` lowers it to zero (warm-up, stable, decay: arXiv:2405.18392). Evaluated and exported is the
moving average of the weights.
"""
import argparse
import math
import platform
import signal
import time

import torch
import torchvision
from torch import nn
from torch.fx.experimental.optimization import fuse

from augment import floats, mixed, normalised, random_crop
from descent import Batch, Descent
from evaluate import evaluate
from networks import build, optimiser, read_weights
from options import parse
from pictures import load_split
from run import Run

LOG_EVERY = 100  # steps


class Trainer:
    """One sitting of a run."""

    def __init__(self, a: argparse.Namespace):
        self.a = a
        torch.set_num_threads(a.threads)
        torch.backends.cudnn.benchmark = True
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
        self.train_x, self.train_y = (t.to(a.device) for t in load_split(a.data, "train", a.cache))
        self.val_x, self.val_y = load_split(a.data, "val", a.cache)
        torch.manual_seed(a.seed)
        self.classes = int(self.train_y.max()) + 1
        model, average = self.build(a.network), self.build(a.network)
        mover = optimiser(a.network, model, a.rate, a.decay)
        self.run = Run(a.out, model, average, mover, a.batch, len(self.train_x) / a.batch)
        self.run.resume(read_weights(a.start) if a.start else None)
        self.descent = Descent(model, mover, a, self.load_teacher() if a.teacher else None)
        self.last_step = int(a.epochs * len(self.train_x) / a.batch)
        if not a.anneal:
            self.run.anneal_from = None  # an earlier stage's: one that comes later begins where it is
        elif self.run.anneal_from is None:
            self.run.anneal_from = self.run.step
        self.first_step = self.run.step
        self.rng = torch.Generator().manual_seed(a.seed * 1_000_003 + self.run.step)
        self.order = torch.empty(0, dtype=torch.long)
        self.stopped = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)

    def build(self, network: str) -> nn.Module:
        return build(network, self.classes, self.a.dropout).to(self.a.device, memory_format=torch.channels_last)

    def load_teacher(self) -> nn.Module:
        teacher = self.build("resnet50").eval()
        teacher.load_state_dict(read_weights(self.a.teacher)[0])
        # With batch normalisation folded in it takes half the time.
        return fuse(teacher).to(memory_format=torch.channels_last).requires_grad_(False)

    def stop(self, *_: object) -> None:
        self.stopped = True

    def sit(self) -> None:
        """Trains until the epochs are done, the minutes over, or somebody stops it."""
        run, a = self.run, self.a
        if run.step >= self.last_step:
            print(f"{a.out}: {run.step} steps, {a.epochs} epochs are done")
            return
        run.log(**self.settings())
        saved, timed, seen = time.monotonic(), time.monotonic(), []
        while run.step < self.last_step and not self.stopped and run.minutes < a.minutes:
            rate = self.set_rate()
            seen.append(self.descent.step(self.batch()))
            run.step += 1
            run.update_average()
            due = time.monotonic() - saved > 60 * a.save_minutes
            if due or run.step % LOG_EVERY == 0:
                self.tell(seen, rate, time.monotonic() - timed)
                timed, seen = time.monotonic(), []
            if due:
                run.save()
                self.measure(every=5)
                saved = timed = time.monotonic()
        if seen:
            self.tell(seen, rate, time.monotonic() - timed)
        run.save()
        if not self.stopped:
            self.measure(every=1)
            run.write_average()

    def tell(self, seen: list[torch.Tensor], rate: float, seconds: float) -> None:
        """Logs the mean of some steps, and ends the sitting where training went astray."""
        loss, right = torch.stack(seen).mean(0).tolist()
        speed = len(seen) * self.a.batch / seconds
        if not math.isfinite(loss):
            raise SystemExit(f"loss is not finite at step {self.run.step}: lower --rate; {self.a.out}/last.pt is unharmed")
        self.run.log(loss=round(loss, 4), train_top1=round(100 * right, 2), rate=round(rate, 5), size=self.side(), images_per_second=round(speed, 1))

    def settings(self) -> dict[str, object]:
        """What a stranger needs to do this sitting again."""
        a = self.a
        device = torch.cuda.get_device_name() if a.device.startswith("cuda") else platform.processor() or platform.machine()
        versions = {"python": platform.python_version(), "torch": torch.__version__, "torchvision": torchvision.__version__}
        apart = ("data", "out", "cache", "start", "teacher", "minutes")
        own = {key: value for key, value in vars(a).items() if key not in apart and value is not None}
        return {**own, "until": a.epochs, "distilled": a.teacher is not None, "machine": device, **versions}

    def progress(self) -> float:
        """How much of this stage is done, from 0 to 1: by steps, or by the clock if that is further on."""
        first = (self.run.anneal_from or 0) if self.a.anneal else self.first_step
        steps = (self.run.step - first) / max(1, self.last_step - first)
        return min(1, max(steps, self.run.minutes / self.a.minutes))

    def set_rate(self) -> float:
        run, a = self.run, self.a
        # Momentum is lost or cold at a start.
        warm_up = (0.25 if self.first_step else a.warm_up) * run.steps_per_epoch
        rate = a.rate * min(1, (run.step - self.first_step + 1) / max(1, warm_up))
        if a.anneal:
            rate *= 1 - self.progress()
        for group in run.optimiser.param_groups:
            if isinstance(group["lr"], torch.Tensor):  # a recorded step reads it where it lies
                group["lr"].fill_(rate)
            else:
                group["lr"] = rate
        return rate

    def side(self) -> int:
        """Of the input, now."""
        return next(side for until, side in self.a.sides if self.progress() <= until)

    def pick(self) -> torch.Tensor:
        """The next batch of a random order of all pictures."""
        if len(self.order) < self.a.batch:
            self.order = torch.randperm(len(self.train_x), generator=self.rng)
        pick, self.order = self.order[:self.a.batch], self.order[self.a.batch:]
        return pick.to(self.train_x.device)

    def batch(self) -> Batch:
        pick = self.pick()
        x = random_crop(floats(self.train_x[pick]), self.side(), self.rng, self.a.min_area)
        x, order, share = mixed(x, self.a.mix, self.rng)
        y, other = self.train_y[pick], self.train_y[pick[order.to(pick.device)]]
        return normalised(x), y, other, torch.tensor(share, device=x.device)

    def measure(self, every: int) -> None:
        x, y = self.val_x[::every], self.val_y[::every]
        top1, top5 = evaluate(self.run.average, x, y, self.a.size)
        self.run.log(val_top1=top1, val_top5=top5, images=len(x), size=self.a.size)


if __name__ == "__main__":
    Trainer(parse(__doc__)).sit()
