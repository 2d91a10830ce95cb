"""The published archive and shards become folders."""
import tarfile
import tempfile
import unittest
import zipfile
from pathlib import Path
from unittest import mock

import unpack
from made_up import CLASSES, write_folders


class Unpacking(unittest.TestCase):
    """`pictures.py` reads what this writes: it is the layout of `write_folders`."""

    def setUp(self) -> None:
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = Path(place.name)

    def test_the_published_archive(self) -> None:
        source = self.place / "tiny-imagenet-200.zip"
        with zipfile.ZipFile(source, "w") as archive:
            for name in ("train/n1/images/n1_0.JPEG", "train/n1/n1_boxes.txt", "val/images/val_0.JPEG", "test/images/test_0.JPEG"):
                archive.writestr(f"tiny-imagenet-200/{name}", name)
            archive.writestr("tiny-imagenet-200/val/val_annotations.txt", "val_0.JPEG\tn2\t0\t0\t1\t1\n")
        with self.assertRaises(unpack.BadSource):
            unpack.unpack(source, self.place / "out")
        with mock.patch.multiple(unpack, ZIP_BYTES=source.stat().st_size, ZIP_MD5=unpack.digest(source, "md5")):
            self.assertEqual(unpack.unpack(source, self.place / "out"), {"train": 1, "val": 1})
        written = sorted(str(path.relative_to(self.place / "out")) for path in (self.place / "out").rglob("*.JPEG"))
        self.assertEqual(written, ["train/n1/n1_0.JPEG", "val/n2/val_0.JPEG"])

    def test_shards(self) -> None:
        source = self.place / "shards"
        write_folders(self.place / "data")
        source.mkdir()
        for split in ("train", "val"):
            with tarfile.open(source / f"{split}.tar.gz", "w:gz") as tar:
                for wnid in CLASSES:
                    tar.add(self.place / "data" / split / wnid, wnid)
        sums = [f"{unpack.digest(source / name, 'sha256')}  {name}\n" for name in ("train.tar.gz", "val.tar.gz")]
        (source / "SHA256SUMS").write_text("".join(sums))
        self.assertEqual(unpack.unpack(source, self.place / "out"), {"train": 32, "val": 8})
        (source / "SHA256SUMS").write_text(sums[0].replace("train", "val"))
        with self.assertRaises(unpack.BadSource):
            unpack.unpack(source, self.place / "other")


if __name__ == "__main__":
    unittest.main()
