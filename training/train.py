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
import contextlib
import platform
import signal
import time

import numpy as np
import torch
import torch.nn.functional as F
import torchvision
from torch import nn

from augment import floats, mixed, normalised, random_crop, resized
from evaluate import evaluate
from networks import build, optimiser, read_weights
from options import parse
from pictures import load_split
from run import Run

HALVES = {"bf16": torch.bfloat16, "f16": torch.float16}


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
        self.classes = int(self.val_y.max()) + 1
        model, average = self.build(a.network), self.build(a.network)
        descent = optimiser(a.network, model, a.rate, a.decay)
        self.run = Run(a.out, model, average, descent, len(self.train_x) / a.batch)
        self.run.resume(read_weights(a.start) if a.start else None)
        self.last_step = int(a.epochs * len(self.train_x) / a.batch)
        if a.anneal and self.run.anneal_from is None:
            self.run.anneal_from = self.run.step
        self.first_step = self.run.step
        self.rng = torch.Generator().manual_seed(a.seed * 1_000_003 + self.run.step)
        self.order = torch.empty(0, dtype=torch.long)
        self.scaler = torch.amp.GradScaler(a.device, enabled=a.precision == "f16")
        self.teacher = self.load_teacher() if a.teacher else None
        self.stopped = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)

    def build(self, network: str) -> nn.Module:
        return build(network, self.classes, self.a.dropout).to(self.a.device, memory_format=torch.channels_last)

    def load_teacher(self) -> nn.Module:
        teacher = self.build("resnet50").eval().requires_grad_(False)
        teacher.load_state_dict(read_weights(self.a.teacher)[0])
        return teacher

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
            loss, right = self.learn(self.pick())
            if not np.isfinite(loss):
                raise SystemExit(f"loss is not finite at step {run.step}: lower --rate; {a.out}/last.pt is unharmed")
            seen.append((loss, right))
            if run.step % 100 == 0:
                mean_loss, top1 = np.mean(seen, axis=0)
                speed = len(seen) * a.batch / (time.monotonic() - timed)
                run.log(loss=round(float(mean_loss), 4), train_top1=round(100 * float(top1), 2), rate=round(rate, 5), images_per_second=round(speed, 1))
                timed, seen = time.monotonic(), []
            if time.monotonic() - saved > 60 * a.save_minutes:
                run.save()
                self.measure(every=5)
                saved, timed, seen = time.monotonic(), time.monotonic(), []
        run.save()
        if not self.stopped:
            self.measure(every=1)
            run.write_average()

    def settings(self) -> dict[str, object]:
        """What a stranger needs to do this sitting again."""
        a = self.a
        device = torch.cuda.get_device_name() if a.device.startswith("cuda") else platform.processor() or platform.machine()
        versions = {"python": platform.python_version(), "torch": torch.__version__, "torchvision": torchvision.__version__}
        apart = ("data", "out", "cache", "start", "teacher", "minutes")
        own = {key: value for key, value in vars(a).items() if key not in apart and value is not None}
        return {**own, "until": a.epochs, "distilled": a.teacher is not None, "machine": device, **versions}

    def set_rate(self) -> float:
        run, a = self.run, self.a
        # Momentum is lost or cold at a start.
        scale = min(1, (run.step - self.first_step + 1) / (200 if self.first_step else 800))
        if a.anneal:
            scale *= 1 - (run.step - run.anneal_from) / (self.last_step - run.anneal_from)
        for group in run.optimiser.param_groups:
            group["lr"] = a.rate * scale
        return a.rate * scale

    def pick(self) -> torch.Tensor:
        """The next batch of a random order of all pictures."""
        if len(self.order) < self.a.batch:
            self.order = torch.randperm(len(self.train_x), generator=self.rng)
        pick, self.order = self.order[:self.a.batch], self.order[self.a.batch:]
        return pick.to(self.train_x.device)

    def learn(self, pick: torch.Tensor) -> tuple[float, float]:
        """One step: its loss, and the share of right answers."""
        run, a = self.run, self.a
        run.model.train()
        x = random_crop(floats(self.train_x[pick]), a.size, self.rng, a.min_area)
        x, order, share = mixed(x, a.mix, self.rng)
        y, other = self.train_y[pick], self.train_y[pick[order.to(pick.device)]]
        half = HALVES.get(a.precision)
        with torch.autocast(a.device.split(":")[0], half) if half else contextlib.nullcontext():
            logits = run.model(normalised(x))
        logits = logits.float()
        loss = sum(part * F.cross_entropy(logits, target, label_smoothing=a.smoothing) for part, target in ((share, y), (1 - share, other)) if part)
        if self.teacher:
            loss = (1 - a.teacher_share) * loss + a.teacher_share * self.distance(logits, x, half)
        run.optimiser.zero_grad()
        self.scaler.scale(loss).backward()
        self.scaler.unscale_(run.optimiser)
        nn.utils.clip_grad_norm_(run.model.parameters(), 5.0)
        self.scaler.step(run.optimiser)
        self.scaler.update()
        run.step += 1
        run.update_average()
        return loss.item(), (logits.argmax(1) == y).float().mean().item()

    def distance(self, logits: torch.Tensor, x: torch.Tensor, half: torch.dtype | None) -> torch.Tensor:
        """How far the answers are from the teacher's, both softened."""
        a = self.a
        with torch.no_grad(), torch.autocast(a.device.split(":")[0], half) if half else contextlib.nullcontext():
            told = self.teacher(normalised(resized(x, a.teacher_size or a.size))).float()
        soft = F.log_softmax(logits / a.temperature, 1), F.log_softmax(told / a.temperature, 1)
        return a.temperature**2 * F.kl_div(*soft, reduction="batchmean", log_target=True)

    def measure(self, every: int) -> None:
        x, y = self.val_x[::every], self.val_y[::every]
        top1, top5 = evaluate(self.run.average, x, y, self.a.size)
        self.run.log(val_top1=top1, val_top5=top5, images=len(x), size=self.a.size)


if __name__ == "__main__":
    Trainer(parse(__doc__)).sit()
