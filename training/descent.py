"""One step of training: the loss of a batch, its gradients, and the weights moved against them.

On CUDA the step is recorded once for every side of the pictures (a CUDA graph) and then replayed: ResNet-50 is some 600 small
launches, which take the processor longer than they take the card.
"""
import argparse
import contextlib

import torch
import torch.nn.functional as F
from torch import nn

from augment import resized

HALVES = {"bf16": torch.bfloat16, "f16": torch.float16}
EAGER_STEPS = 3  # before recording: cuDNN tries its algorithms, the optimiser makes its state
LARGEST_GRADIENT = 5.0  # norm over all weights

Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]  # pictures, their classes, those mixed in, the first ones' share


class Descent:
    """Moves `model`'s weights; `teacher`, if there is one, is a network whose answers are learned too."""

    def __init__(self, model: nn.Module, optimiser: torch.optim.Optimizer, options: argparse.Namespace, teacher: nn.Module | None):
        self.model, self.optimiser, self.options, self.teacher = model, optimiser, options, teacher
        self.half = HALVES.get(options.precision)
        self.scaler = torch.amp.GradScaler(options.device, enabled=options.precision == "f16")
        # A scaler asks after every step whether numbers overflowed, which cannot be recorded.
        self.recording = options.device.startswith("cuda") and options.precision != "f16" and not options.eager
        self.recorded: tuple[torch.cuda.CUDAGraph, Batch, torch.Tensor] | None = None
        self.side, self.steps_of_side = 0, 0

    def step(self, batch: Batch) -> torch.Tensor:
        """Loss and share of right answers, `[2]`, where the pictures are: looking at it waits for the step to end."""
        if batch[0].shape[-1] != self.side:
            self.side, self.steps_of_side, self.recorded = batch[0].shape[-1], 0, None
        self.steps_of_side += 1
        if not self.recording:
            return self.move(batch)
        if self.steps_of_side <= EAGER_STEPS:
            return self.aside(batch)
        if self.recorded is None:
            self.recorded = self.record(batch)
        graph, inputs, told = self.recorded
        for place, value in zip(inputs, batch, strict=True):
            place.copy_(value)
        graph.replay()
        return told.clone()

    def aside(self, batch: Batch) -> torch.Tensor:
        """Eagerly, on a stream of its own, as what is to be recorded has to run before."""
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            told = self.move(batch)
        torch.cuda.current_stream().wait_stream(stream)
        return told

    def record(self, batch: Batch) -> tuple[torch.cuda.CUDAGraph, Batch, torch.Tensor]:
        inputs = tuple(value.clone() for value in batch)
        self.optimiser.zero_grad(set_to_none=True)  # gradients of the graph live in its own memory
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            told = self.move(inputs)
        return graph, inputs, told

    def move(self, batch: Batch) -> torch.Tensor:
        x, y, other, share = batch
        with self.precision():
            logits = self.model(x)
        logits = logits.float()
        losses = (F.cross_entropy(logits, target, label_smoothing=self.options.smoothing) for target in (y, other))
        loss = torch.lerp(*reversed(tuple(losses)), share)
        if self.teacher:
            loss = torch.lerp(loss, self.distance(logits, x), self.options.teacher_share)
        self.optimiser.zero_grad(set_to_none=True)
        self.scaler.scale(loss).backward()
        self.scaler.unscale_(self.optimiser)
        nn.utils.clip_grad_norm_(self.model.parameters(), LARGEST_GRADIENT)
        self.scaler.step(self.optimiser)
        self.scaler.update()
        return torch.stack([loss.detach(), (logits.argmax(1) == y).float().mean()])

    def precision(self) -> contextlib.AbstractContextManager:
        kind = self.options.device.split(":")[0]
        return torch.autocast(kind, self.half) if self.half else contextlib.nullcontext()

    def distance(self, logits: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
        """How far the answers are from the teacher's, both softened (Hinton et al. 2015)."""
        temperature = self.options.temperature
        side = self.options.teacher_size or x.shape[-1]
        with torch.no_grad(), self.precision():
            told = self.teacher(resized(x, side)).float()
        soft = F.log_softmax(logits / temperature, 1), F.log_softmax(told / temperature, 1)
        return temperature**2 * F.kl_div(*soft, reduction="batchmean", log_target=True)
