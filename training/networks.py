"""The two networks, exactly those of `src/arch/`, and the files their weights are in."""
from pathlib import Path

import torch
import torchvision
from torch import nn

NAMES = ("alexnet", "resnet50")


def build(network: str, classes: int, dropout: float = 0.5) -> nn.Module:
    """torchvision's AlexNet or ResNet-50 v1.5, before training. Dropout is AlexNet's."""
    if network == "resnet50":
        return torchvision.models.resnet50(num_classes=classes, zero_init_residual=True)
    model = torchvision.models.alexnet(num_classes=classes, dropout=dropout)
    for layer in model.modules():  # He initialisation: without batch norm the default one starts very slowly
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(layer.weight, mode="fan_in", nonlinearity="relu")
            nn.init.zeros_(layer.bias)
    nn.init.normal_(model.classifier[-1].weight, std=0.001)
    return model


def read_weights(path: Path) -> tuple[dict[str, torch.Tensor], int]:
    """Weights in single precision and the step they are of (0 if it is not said).

    Of a run's folder or its `last.pt`, the moving average; of other files, the state dict that they are. A folder without a
    checkpoint, brought from another machine, has its `average-f16.pt`.
    """
    if path.is_dir():
        path = next((file for file in (path / "last.pt", path / "average-f16.pt") if file.exists()), path / "last.pt")
    state = torch.load(path, map_location="cpu")
    step = int(state.get("step", 0))
    weights = state.get("average", state)
    return {k: v.float() if v.is_floating_point() else v for k, v in weights.items() if k != "step"}, step


def optimiser(network: str, model: nn.Module, rate: float, decay: float) -> torch.optim.Optimizer:
    """Weight decay is for kernels and matrices only."""
    groups = [
        {"params": [w for w in model.parameters() if w.ndim > 1], "weight_decay": decay},
        {"params": [w for w in model.parameters() if w.ndim <= 1], "weight_decay": 0},
    ]
    device = groups[0]["params"][0].device
    recorded = device.type == "cuda"  # then the rate lies where a recorded step reads it
    if recorded:
        rate = torch.tensor(rate, device=device)
    if network == "resnet50":
        return torch.optim.SGD(groups, rate, momentum=0.9, nesterov=True, fused=recorded)
    groups[0]["weight_decay"] = 1000 * decay
    # Fused: AlexNet's 58 million weights are half of what a step reads and writes.
    return torch.optim.AdamW(groups, rate, fused=True, capturable=recorded)  # without batch norm, SGD stays on its first plateau for an epoch
