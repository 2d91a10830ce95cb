"""The whole of it on made-up pictures, in about two minutes on two cores: `python -m unittest` in this folder."""
import argparse
import contextlib
import json
import shutil
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np
import torch

import curves
import evaluate
import export
from made_up import CLASSES, write_folders
from networks import build, read_weights
from options import parse, sides
from pictures import NoPictures, load_split
from train import Trainer


class Training(unittest.TestCase):
    def setUp(self) -> None:
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = Path(place.name)
        self.data = self.place / "data"
        write_folders(self.data)

    def trainer(self, words: str = "", network: str = "resnet50", epochs: float = 1, out: str = "run") -> Trainer:
        line = f"{network} --data {self.data} --out {self.place / out} --cache {self.place / 'cache'} --epochs {epochs} --batch 8 --size 32 --device cpu --precision f32"
        return Trainer(parse("", [*line.split(), *words.split()]))

    def train(self, network: str = "resnet50", epochs: float = 1, out: str = "run", words: str = "") -> list[dict]:
        with contextlib.redirect_stdout(None):
            self.trainer(words, network, epochs, out).sit()
        return [json.loads(row) for row in (self.place / out / "log.jsonl").read_text().splitlines()]

    def test_shards_and_the_published_layout_are_read_as_folders_are(self) -> None:
        x, y = load_split(self.data, "val", self.place / "a")
        self.assertEqual((tuple(x.shape), y.tolist()), ((8, 64, 64, 3), [0] * 4 + [1] * 4))
        shards = self.place / "shards"
        shards.mkdir()
        with tarfile.open(shards / "val.tar.gz", "w:gz") as tar:
            for wnid in sorted(CLASSES):
                tar.add(self.data / "val" / wnid, wnid)
        published = self.place / "published" / "val" / "images"
        published.mkdir(parents=True)
        notes = []
        for path in sorted((self.data / "val").glob("n*/*")):
            name = f"val_{len(notes)}.JPEG"
            (published / name).write_bytes(path.read_bytes())
            notes.append(f"{name}\t{path.parent.name}\t0\t0\t1\t1\n")
        (published.parent / "val_annotations.txt").write_text("".join(notes))
        for data in (shards, published.parent.parent):
            other_x, other_y = load_split(data, "val", self.place / data.name / "cache")
            order = [sum(map(int, picture.flatten())) for picture in other_x]
            self.assertEqual(sorted(order), sorted(sum(map(int, picture.flatten())) for picture in x))
            self.assertEqual(other_y.bincount().tolist(), [4, 4])
        with self.assertRaises(NoPictures):
            load_split(self.place, "train", self.place / "b")

    def test_the_pictures_are_those_asked_for(self) -> None:
        cache = self.place / "cache"
        x, _ = load_split(self.data, "val", cache)
        again, _ = load_split(self.place / "." / "data", "val", cache)
        self.assertTrue(torch.equal(again, x))
        other = self.place / "other"
        write_folders(other)
        with self.assertRaisesRegex(NoPictures, "--cache"):
            load_split(other, "val", cache)

    def test_classes_are_numbered_as_in_train(self) -> None:
        data = self.place / "part"
        write_folders(data)
        shutil.rmtree(data / "val" / min(CLASSES))
        self.assertEqual(load_split(data, "val", self.place / "a")[1].tolist(), [1] * 4)
        shutil.rmtree(data / "train" / max(CLASSES))
        with self.assertRaisesRegex(NoPictures, max(CLASSES)):
            load_split(data, "val", self.place / "b")

    def test_sides_that_end_half_way_are_refused(self) -> None:
        self.assertEqual(sides("64:0.5,96"), [(0.5, 64), (1, 96)])
        for text in ("64:0.5", "64:0.9,96:0.5,128", "64,96", "64:0,96", "64:nan,96", "64:0.5,96:2"):
            with self.assertRaises(argparse.ArgumentTypeError, msg=text):
                sides(text)

    def test_a_run_learns_stops_and_goes_on(self) -> None:
        rows = self.train(epochs=2)
        self.assertEqual((rows[0]["size"], rows[0]["seed"], rows[-1]["images"], rows[-1]["step"]), (32, 1, 8, 8))
        self.assertEqual(self.train(epochs=2), rows, "it is done")
        rows = self.train(epochs=3, words="--anneal")
        self.assertEqual((rows[-1]["step"], rows[-3]["anneal"]), (12, True))
        weights, step = read_weights(self.place / "run")
        half, same = read_weights(self.place / "run" / "average-f16.pt")
        self.assertEqual((step, same, set(half)), (12, 12, set(weights)))
        self.train(epochs=3.25)
        self.assertEqual(self.trainer("--anneal", epochs=4).run.anneal_from, 13, "the second stage begins here")

    def test_the_same_seed_gives_the_same_weights(self) -> None:
        for out, seed in zip("abc", (1, 1, 2)):
            self.train(out=out, epochs=0.5, words=f"--seed {seed}")
        a, b, c = (read_weights(self.place / out)[0]["fc.weight"] for out in "abc")
        self.assertTrue(torch.equal(a, b))
        self.assertFalse(torch.equal(a, c))

    def test_every_option_runs(self) -> None:
        self.train(out="teacher")
        teacher = f"--teacher {self.place / 'teacher'}"
        for number, words in enumerate(("--mix mixup", "--mix cutmix --precision bf16", "--mix both", f"{teacher} --teacher-size 64")):
            rows = self.train(out=f"run-{number}", epochs=0.5, words=words)
            self.assertEqual(rows[-1]["step"], 2)
        rows = self.train("alexnet", out="alexnet", epochs=0.5, words=f"{teacher} --size 64")
        self.assertEqual(rows[-1]["step"], 2)

    def test_sides_grow_and_the_rate_falls_to_nothing(self) -> None:
        trainer = self.trainer("--size 32:0.5,48 --anneal --warm-up 0", epochs=2)
        seen = []
        for trainer.run.step in range(trainer.last_step):
            seen.append((trainer.side(), round(trainer.set_rate() / trainer.a.rate, 3)))
        self.assertEqual(seen, [(32, 1), (32, 0.875), (32, 0.75), (32, 0.625), (32, 0.5), (48, 0.375), (48, 0.25), (48, 0.125)])
        trainer.run.step, trainer.a.minutes = 0, 1
        trainer.run.start -= 45  # seconds
        self.assertEqual((trainer.side(), round(trainer.set_rate() / trainer.a.rate, 2)), (48, 0.25))

    def test_a_label_counts_as_much_as_its_picture(self) -> None:
        descent = self.trainer().descent
        x, y, other = torch.rand(8, 3, 32, 32), torch.zeros(8, dtype=torch.long), torch.ones(8, dtype=torch.long)
        model = descent.model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(3 * 32 * 32, 2))
        torch.nn.init.zeros_(model[1].weight)
        model[1].bias.data[:] = torch.tensor([2.0, 0.0])
        loss, right = descent.move((x, y, other, torch.tensor(0.75))).tolist()
        smooth = descent.options.smoothing / 2
        said = 0.75 * (1 - smooth) + 0.25 * smooth  # of class 0
        self.assertAlmostEqual(loss, float(np.log(1 + np.exp(2)) - 2 * said), places=5)
        self.assertEqual(right, 1)

    def test_checkpoints_of_the_first_program_are_read(self) -> None:
        """It wrote these keys and no others."""
        self.train()
        state = torch.load(self.place / "run" / "last.pt")
        self.assertEqual(set(state), {"model", "average", "optimiser", "step", "anneal_from"})

    def test_weights_are_exported_and_measured(self) -> None:
        self.train()
        file = self.place / "out.pt"
        with mock.patch.object(sys, "argv", ["export.py", str(self.place / "run"), "-o", str(file)]):
            export.main()
        model = build("resnet50", 2)
        model.load_state_dict(read_weights(file)[0])
        x, y = load_split(self.data, "val", self.place / "cache")
        top1, top5 = evaluate.evaluate(model, x, y, 32)
        self.assertTrue(0 <= top1 <= top5 == 100)
        with mock.patch.object(sys, "argv", ["export.py", str(self.place / "run"), "-o", str(file), "--temperature", "0.5"]):
            export.main()
        sharper = read_weights(file)[0]
        self.assertTrue(torch.equal(sharper["fc.weight"], 2 * model.fc.weight) and torch.equal(sharper["fc.bias"], 2 * model.fc.bias))
        self.assertTrue(torch.equal(sharper["conv1.weight"], model.conv1.weight))

    def test_a_temperature_undoes_what_logits_were_multiplied_by(self) -> None:
        # Right three times of four: the likeliest logits are 0 and ln 3.
        y = torch.tensor([0, 0, 0, 1] * 5)
        pictures = torch.zeros(20, 64, 64, 3, dtype=torch.uint8)
        for factor in (0.5, 1.5):
            model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.LazyLinear(2))
            model(torch.zeros(1, 3, 32, 32))
            model[1].weight.data.zero_()
            model[1].bias.data = factor * torch.tensor([float(np.log(3)), 0.0])
            self.assertAlmostEqual(evaluate.temperature(model, pictures, y, 32), factor, delta=0.011)

    def test_curves_name_what_changes(self) -> None:
        sitting = {"network": "alexnet", "size": 128, "sides": [[0.5, 96], [1, 128]], "mix": "both", "anneal": True, "epoch": 0}
        learnt = [{"epoch": 1, "train_top1": 1, "size": 96}, {"epoch": 2, "train_top1": 2, "size": 128}]
        again = {"network": "alexnet", "size": 128, "mix": "none", "anneal": True, "epoch": 3}
        self.assertEqual(curves.stages([sitting, *learnt, again]), [(0, "96 px"), (2, "128 px"), (3, "unmixed")])

    def test_curves_have_numbers_only(self) -> None:
        for rows in ([], self.train(epochs=2, words="--save-minutes 0")):
            picture = curves.svg("A & B", rows)
            self.assertIn("A &amp; B", picture)
            self.assertNotIn("nan", picture)
        self.assertIn("32 px", picture)


if __name__ == "__main__":
    unittest.main()
