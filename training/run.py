"""A run's folder: its checkpoint, its log, and the weights at the end of a stage."""
import json
import os
import time
from pathlib import Path

import torch
from torch import nn

AVERAGE_EVERY = 8  # steps: the average over 1000 steps does not notice, the clock does
KEPT = 0.999  # of the average, for every so many pictures learned:
KEPT_OF = 128
OF_THE_MACHINE = ("lr", "fused", "capturable")  # of the optimiser's settings, not of the run


class Run:
    """Model, moving average and optimiser, kept in `last.pt`; a line in `log.jsonl` for what happens."""

    def __init__(self, folder: Path, model: nn.Module, average: nn.Module, optimiser: torch.optim.Optimizer, batch: int, steps_per_epoch: float):
        self.folder, self.model, self.average, self.optimiser = folder, model, average, optimiser
        self.batch, self.steps_per_epoch = batch, steps_per_epoch
        self.step = 0
        self.anneal_from: int | None = None  # the step from which the rate falls
        self.start = time.monotonic()
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def minutes(self) -> float:
        """Of this sitting."""
        return (time.monotonic() - self.start) / 60

    def resume(self, start: tuple[dict[str, torch.Tensor], int] | None) -> None:
        """Goes on from the last checkpoint; without one, from `start`'s weights and step; else from the beginning."""
        last = self.folder / "last.pt"
        if last.exists():
            state = torch.load(last, map_location="cpu")
            self.model.load_state_dict(state["model"])
            self.average.load_state_dict(state["average"])
            for saved, own in zip(state["optimiser"]["param_groups"], self.optimiser.param_groups, strict=True):
                saved.update({key: own[key] for key in OF_THE_MACHINE if key in own})
            self.optimiser.load_state_dict(state["optimiser"])
            self.step, self.anneal_from = state["step"], state["anneal_from"]
            return
        if start:
            weights, self.step = start
            self.model.load_state_dict(weights)
        self.average.load_state_dict(self.model.state_dict())

    def save(self) -> None:
        """Whole or not at all: a run may be killed at any time."""
        state = {
            "model": self.model.state_dict(), "average": self.average.state_dict(), "optimiser": self.optimiser.state_dict(),
            "step": self.step, "anneal_from": self.anneal_from,
        }
        torch.save(state, self.folder / "next.pt")
        os.replace(self.folder / "next.pt", self.folder / "last.pt")

    def log(self, **row: object) -> None:
        row = {"minutes": round(self.minutes, 1), "step": self.step, "epoch": round(self.step / self.steps_per_epoch, 2), **row}
        print(row, flush=True)
        with open(self.folder / "log.jsonl", "a") as file:
            file.write(json.dumps(row) + "\n")

    @torch.no_grad()
    def update_average(self) -> None:
        """To be called after every step."""
        if self.step % AVERAGE_EVERY:
            return
        seen = self.step * self.batch / KEPT_OF
        keep = min(KEPT, (1 + seen) / (10 + seen)) ** (AVERAGE_EVERY * self.batch / KEPT_OF)
        means, now = [], []
        for mean, value in zip(self.average.state_dict().values(), self.model.state_dict().values(), strict=True):
            if mean.is_floating_point():
                means.append(mean)
                now.append(value)
            else:
                mean.copy_(value)
        torch._foreach_lerp_(means, now, 1 - keep)

    def write_average(self) -> None:
        """The averaged weights in half precision, with their step: what later runs start from."""
        weights = {k: (v.half() if v.is_floating_point() else v).cpu() for k, v in self.average.state_dict().items()}
        torch.save({**weights, "step": torch.tensor(self.step)}, self.folder / "average-f16.pt")
