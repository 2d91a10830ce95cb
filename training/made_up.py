"""Pictures for the tests: two classes that differ by colour."""
import io
from pathlib import Path

import numpy as np
from PIL import Image

CLASSES = ("n00000002", "n00000001")  # not in order


def jpeg(wnid: str, number: int) -> bytes:
    """Classes differ by colour; one picture is grey, one larger."""
    random = np.random.default_rng(number)
    side = 80 if number == 1 else 64
    pixels = random.integers(0, 80, (side, side, 3), dtype=np.uint8)
    pixels[..., 0 if wnid.endswith("1") else 2] += 150
    picture = Image.fromarray(pixels)
    out = io.BytesIO()
    (picture.convert("L") if number == 0 else picture).save(out, "JPEG")
    return out.getvalue()


def write_folders(data: Path) -> None:
    for split, count in (("train", 16), ("val", 4)):
        for wnid in CLASSES:
            (data / split / wnid).mkdir(parents=True)
            for number in range(count):
                (data / split / wnid / f"{number}.JPEG").write_bytes(jpeg(wnid, number))
