"""Tiny ImageNet-200 in memory: 64x64 pictures as bytes, read once and kept unpacked in a cache."""
import io
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from PIL import Image

SIDE = 64


class NoPictures(Exception):
    """The folder does not hold what a split is made of, or the cache is of another."""


def load_split(data: Path, split: str, cache: Path) -> tuple[torch.Tensor, torch.Tensor]:
    """Pictures `[N, 64, 64, 3]` of bytes and classes `[N]` of the split `train` or `val`.

    Classes are numbered in the order of the WordNet ids in `train`, where there is one: those that `val` lacks shift
    none. `data` is what `cargo xtask data tiny-imagenet` made
    (`train/WNID/NAME.JPEG`), the original's folder, or a folder of `train*.tar.gz` and `val*.tar.gz`.
    """
    pictures, classes, source = cache / f"{split}_x.npy", cache / f"{split}_y.npy", cache / f"{split}_source.txt"
    here = str(data.resolve())
    if not source.exists():  # it is written last
        found = [(wnid, read()) for wnid, read in members(data, split)]
        if not found:
            raise NoPictures(f"{data} has no folder {split} and no {split}*.tar.gz; `cargo xtask data tiny-imagenet` brings them")
        own = {wnid for wnid, _ in found}
        known = own if split == "train" else {wnid for wnid, _ in members(data, "train")} or own
        if strangers := own - known:
            raise NoPictures(f"{data} has pictures of {min(strangers)} in {split}, and none in train")
        index = {wnid: number for number, wnid in enumerate(sorted(known))}
        cache.mkdir(parents=True, exist_ok=True)
        np.save(pictures, np.stack([decoded(content) for _, content in found]))
        np.save(classes, np.array([index[wnid] for wnid, _ in found]))
        source.write_text(here)
    elif (there := source.read_text()) != here:
        raise NoPictures(f"{cache} has the pictures of {there}, not those of {here}: give --cache another folder, or delete that one")
    return torch.from_numpy(np.load(pictures, mmap_mode="c")), torch.from_numpy(np.load(classes))


def members(data: Path, split: str) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """WordNet id of every picture, and what reads it there and then."""
    for archive in sorted(data.glob(f"{split}*.tar.gz")):
        with tarfile.open(archive) as tar:
            for member in tar:
                if member.isfile():
                    yield Path(member.name).parts[-2], tar.extractfile(member).read
    folder = data / split
    if (notes := folder / "val_annotations.txt").exists():  # as published, the validation pictures lie in one folder
        wnids = dict(line.split("\t")[:2] for line in notes.read_text().splitlines())
        for path in sorted((folder / "images").glob("*.JPEG")):
            yield wnids[path.name], path.read_bytes
        return
    for path in sorted(folder.glob("n*/**/*.JPEG")):
        yield path.relative_to(folder).parts[0], path.read_bytes


def decoded(content: bytes) -> np.ndarray:
    """Some pictures are grey; some users' own are larger."""
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    return np.asarray(picture if picture.size == (SIDE, SIDE) else picture.resize((SIDE, SIDE), Image.BILINEAR))
