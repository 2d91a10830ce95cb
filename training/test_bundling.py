"""What is put into the manifest: `python -m unittest` in this folder."""
import json
import unittest

import bundle


class Bundling(unittest.TestCase):
    HOW = {"resize": 96, "side": 96, "filter": "bilinear", "mean": [0.5, 0.5, 0.5], "std": [0.2, 0.2, 0.2]}
    ROWS = [{"network": "resnet50", "batch": 128, "seed": 1, "torch": "2.9.1", "size": 64, "anneal": False, "epoch": 0}, {"step": 8, "epoch": 2.0, "val_top1": 50}]

    def content(self) -> bytes:
        said = {"network": "resnet50", "label_set": "tiny-imagenet-200", "licence": "MIT", "source": "here", "preprocessing": json.dumps(self.HOW)}
        head = json.dumps({"__metadata__": said}).encode()
        return len(head).to_bytes(8, "little") + head

    def measured(self, top_1: float, **more: object) -> dict:
        return {"network": "resnet50", "pictures": 10_000, "side": 96, "top_1": top_1, "top_5": 0.8, **more}

    def test_an_entry_says_what_was_measured(self) -> None:
        new = bundle.entry("r", self.content(), self.measured(0.559), self.measured(0.56), self.ROWS)
        self.assertEqual((new["file"], new["accuracy"], new["preprocessing"]), ("r.safetensors", [0.559, 0.8], self.HOW))
        self.assertIn("2.0 epochs, 8 steps of 128, seed 1, torch 2.9.1", new["comment"])
        manifest = {"weights": [1], "photos": [{"id": "other"}]}
        bundle.enter(manifest, new)
        bundle.enter(manifest, {**new, "bytes": 1})
        self.assertEqual([(one["id"], one.get("bytes")) for one in manifest["photos"]], [("r", 1), ("other", None)])

    def test_what_was_not_measured_or_lost_too_much_is_refused(self) -> None:
        for measured in (self.measured(0.554), self.measured(0.56, pictures=500), self.measured(0.56, side=64), self.measured(0.56, network="x")):
            with self.assertRaises(bundle.NotReady):
                bundle.entry("r", self.content(), measured, self.measured(0.56), self.ROWS)


if __name__ == "__main__":
    unittest.main()
