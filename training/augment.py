"""Pictures made into a network's input: crops, flips, mixtures. Everything runs where the pictures are."""
import math

import torch
import torch.nn.functional as F

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # ImageNet's, of red, green, blue from 0 to 1


def floats(pictures: torch.Tensor) -> torch.Tensor:
    """Bytes `[N, H, W, 3]` as numbers from 0 to 1, `[N, 3, H, W]`."""
    return pictures.permute(0, 3, 1, 2).float() / 255


def resized(x: torch.Tensor, size: int) -> torch.Tensor:
    """Bilinear without antialias: what the engine does with pictures that are not larger than `size`."""
    return x if x.shape[-1] == size else F.interpolate(x, size=size, mode="bilinear", align_corners=False)


def normalised(x: torch.Tensor) -> torch.Tensor:
    mean, std = (torch.tensor(values, device=x.device).view(1, 3, 1, 1) for values in (MEAN, STD))
    return ((x - mean) / std).contiguous(memory_format=torch.channels_last)


def random_crop(x: torch.Tensor, size: int, rng: torch.Generator, min_area: float) -> torch.Tensor:
    """Random resized crop and flip of `[N, 3, H, W]` to `[N, 3, size, size]`, one for each picture.

    The numbers come from the processor's generator, so that a seed means the same on every device.
    """
    n = len(x)
    area = torch.empty(n).uniform_(min_area, 1.0, generator=rng)
    aspect = torch.exp(torch.empty(n).uniform_(math.log(3 / 4), math.log(4 / 3), generator=rng))
    w, h = (area * aspect).sqrt().clamp(max=1), (area / aspect).sqrt().clamp(max=1)
    cx, cy = ((torch.rand(n, generator=rng) * 2 - 1) * (1 - side) for side in (w, h))
    flip = (torch.rand(n, generator=rng) < 0.5).float() * 2 - 1
    zero = torch.zeros(n)
    theta = torch.stack([torch.stack([w * flip, zero, cx], 1), torch.stack([zero, h, cy], 1)], 1).to(x.device)
    grid = F.affine_grid(theta, [n, 3, size, size], align_corners=False)
    return F.grid_sample(x, grid, align_corners=False, padding_mode="reflection")


def mixed(x: torch.Tensor, how: str, rng: torch.Generator) -> tuple[torch.Tensor, torch.Tensor, float]:
    """The batch mixed with itself in another order: pictures, that order, and the first picture's share.

    `how` is `none`, `mixup` (Zhang et al. 2017, Beta(0.2, 0.2)), `cutmix` (Yun et al. 2019, Beta(1, 1)) or `both`: either,
    batch by batch.
    """
    if how == "both":
        how = ("mixup", "cutmix")[int(torch.rand((), generator=rng) < 0.5)]
    if how == "none":
        return x, torch.arange(len(x)), 1.0
    order = torch.randperm(len(x), generator=rng)
    if how == "mixup":
        share = beta(0.2, rng)
        return share * x + (1 - share) * x[order.to(x.device)], order, share
    height, width = x.shape[-2:]
    cut = math.sqrt(1 - float(torch.rand((), generator=rng)))
    cx, cy = (int(torch.randint(side, (), generator=rng)) for side in (width, height))
    left, right = max(0, cx - int(cut * width / 2)), min(width, cx + int(cut * width / 2))
    top, bottom = max(0, cy - int(cut * height / 2)), min(height, cy + int(cut * height / 2))
    x = x.clone()
    x[:, :, top:bottom, left:right] = x[order.to(x.device), :, top:bottom, left:right]
    return x, order, 1 - (right - left) * (bottom - top) / (width * height)


def beta(a: float, rng: torch.Generator) -> float:
    """A number from Beta(a, a), for a below 1: Jöhnk's method, which needs nothing but even numbers."""
    while True:
        u, v = (float(torch.rand((), generator=rng)) ** (1 / a) for _ in range(2))
        if 0 < u + v <= 1:
            return u / (u + v)
