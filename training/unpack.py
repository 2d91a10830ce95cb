"""Unpack Tiny ImageNet-200 into a folder a class: `python unpack.py SOURCE OUT` writes `OUT/train/WNID/NAME.JPEG` and `OUT/val/…`.

SOURCE is the published `tiny-imagenet-200.zip`, or a folder of `train*.tar.gz` and `val*.tar.gz` (members `WNID/NAME.JPEG`)
with their `SHA256SUMS`. It is checked first. Needs nothing but Python, 3.9 or newer. `cargo xtask data tiny-imagenet` runs it.
"""
import hashlib
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

# Of the archive as Stanford publishes it. No SHA-256 of it is known to us; MD5 is what everybody who reads it checks.
ZIP_BYTES, ZIP_MD5 = 248_100_043, "90528d7ca1a48142e341f4ef8d21d0de"
COUNTS = {"train": 100_000, "val": 10_000}
CLASSES = 200


class BadSource(Exception):
    """The source is not what it should be."""


def digest(path: Path, method: str) -> str:
    with open(path, "rb") as file:
        found = hashlib.new(method)  # hashlib.file_digest is Python 3.11's.
        while block := file.read(1 << 20):
            found.update(block)
        return found.hexdigest()


def check_zip(path: Path) -> None:
    if path.stat().st_size != ZIP_BYTES or digest(path, "md5") != ZIP_MD5:
        raise BadSource(f"{path} is not the published archive of {ZIP_BYTES} bytes with MD5 {ZIP_MD5}; remove it, and get it again")


def from_zip(path: Path) -> Iterator[tuple[str, str, bytes]]:
    """Split, path within it, and bytes of every picture with a label. The original's test split has none."""
    with zipfile.ZipFile(path) as archive:
        root = "tiny-imagenet-200"
        notes = archive.read(f"{root}/val/val_annotations.txt").decode()
        wnids = dict(line.split("\t")[:2] for line in notes.splitlines())
        for name in archive.namelist():
            inner = PurePosixPath(name).parts[1:]  # `match` is Python 3.10's.
            if len(inner) == 4 and inner[::2] == ("train", "images") and name.endswith(".JPEG"):
                yield "train", f"{inner[1]}/{inner[3]}", archive.read(name)
            elif len(inner) == 3 and inner[:2] == ("val", "images") and inner[2] in wnids:
                yield "val", f"{wnids[inner[2]]}/{inner[2]}", archive.read(name)


def check_shards(folder: Path) -> None:
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        expected, name = line.split()
        if digest(folder / name, "sha256") != expected:
            raise BadSource(f"{folder / name} has not the SHA-256 that SHA256SUMS says")


def from_shards(folder: Path) -> Iterator[tuple[str, str, bytes]]:
    for split in COUNTS:
        for shard in sorted(folder.glob(f"{split}*.tar.gz")):
            with tarfile.open(shard) as tar:
                for member in tar:
                    if member.isfile():
                        yield split, "/".join(PurePosixPath(member.name).parts[-2:]), tar.extractfile(member).read()


def unpack(source: Path, out: Path) -> dict[str, int]:
    """How many pictures of each split were written."""
    check, read = (check_shards, from_shards) if source.is_dir() else (check_zip, from_zip)
    check(source)
    written = dict.fromkeys(COUNTS, 0)
    for split, name, content in read(source):
        path = out / split / name
        if ".." in path.parts:
            raise BadSource(f"{source} holds {name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written[split] += 1
    return written


def main() -> None:
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    source, out = map(Path, sys.argv[1:])
    try:
        written = unpack(source, out)
        folders = {split: len(list((out / split).glob("n*"))) for split in COUNTS}
        if written != COUNTS or set(folders.values()) != {CLASSES}:
            raise BadSource(f"{source} has {written} pictures in {folders} classes, not {COUNTS} in {CLASSES}")
    except (BadSource, OSError, KeyError, tarfile.TarError, zipfile.BadZipFile) as error:
        raise SystemExit(f"error: {error}") from error
    print(f"{written['train']} and {written['val']} pictures of {CLASSES} classes")


if __name__ == "__main__":
    main()
