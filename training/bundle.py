"""Put compact weights of our own among those that come with the page.

    python bundle.py resnet50-int8.safetensors --measured int8.json --exact f32.json --log RUN/log.jsonl --weights ../weights

`--measured` and `--exact` are lines of `cargo xtask eval NETWORK --json`, of this file and of the same weights in f32. Writes
`ID.safetensors`, `ID.log.jsonl` and `ID.curve.svg`, and the entry in `manifest.json`. Needs nothing but Python.
"""
import argparse
import hashlib
import json
import struct
from pathlib import Path

import curves

TITLES = {"resnet50": "ResNet-50", "alexnet_tv": "AlexNet"}
PICTURES = 10_000  # of the validation split: fewer are no accuracy to publish
MOST_LOST = 0.005  # of top-1, by storing fewer bits


class NotReady(Exception):
    """The weights are not what should come with the page."""


def metadata(safetensors: bytes) -> dict:
    """What the file says of itself; JSON where it is not plain text."""
    (length,) = struct.unpack_from("<Q", safetensors)
    return json.loads(safetensors[8:8 + length]).get("__metadata__", {})


def entry(name: str, content: bytes, measured: dict, exact: dict, rows: list[dict]) -> dict:
    said = metadata(content)
    how = json.loads(said["preprocessing"])
    for what in (measured, exact):
        if (what["pictures"], what["side"], what["network"]) != (PICTURES, how["side"], said["network"]):
            raise NotReady(f"measured were {what['pictures']} pictures of side {what['side']} by {what['network']}, not {PICTURES} of {how['side']}")
    if exact["top_1"] - measured["top_1"] > MOST_LOST:
        raise NotReady(f"top-1 falls from {exact['top_1']} to {measured['top_1']}, by more than {MOST_LOST}")
    settings = [row for row in rows if "network" in row]
    versions = sorted({f"torch {row['torch']}" for row in settings if "torch" in row})
    seeds = sorted({row.get("seed", 1) for row in settings})
    last = rows[-1]
    return {
        "id": name,
        "network": said["network"],
        "title": f"{TITLES[said['network']]}, 200 everyday classes, trained here",
        "file": f"{name}.safetensors",
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "licence": said["licence"],
        "labels": said["label_set"],
        "source": said["source"],
        "preprocessing": how,
        "accuracy": [round(measured["top_1"], 4), round(measured["top_5"], 4)],
        "comment": (
            f"training/README.md; {last['epoch']} epochs, {last['step']} steps of {settings[-1]['batch']}, seed {', '.join(map(str, seeds))}"
            f"{', ' if versions else ''}{', '.join(versions)}; in f32 {exact['top_1']:.4f} and {exact['top_5']:.4f}, measured by `cargo xtask eval`"
        ),
    }


def enter(manifest: dict, new: dict) -> None:
    """In place of an earlier one of its id, else before those of other sites: the page offers the first of a network."""
    photos = manifest.setdefault("photos", [])
    at = next((at for at, old in enumerate(photos) if old.get("id") == new["id"]), None)
    if at is None:
        photos.insert(0, new)
    else:
        photos[at] = new


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("file", type=Path)
    p.add_argument("--id", help="default: the file's name")
    p.add_argument("--measured", type=Path, required=True)
    p.add_argument("--exact", type=Path, required=True)
    p.add_argument("--log", type=Path, required=True)
    p.add_argument("--weights", type=Path, required=True, help="the folder with manifest.json")
    a = p.parse_args()
    name, content, log = a.id or a.file.stem, a.file.read_bytes(), a.log.read_text()
    rows = [json.loads(line) for line in log.splitlines()]
    try:
        new = entry(name, content, *(json.loads(path.read_text().splitlines()[0]) for path in (a.measured, a.exact)), rows)
    except NotReady as reason:
        raise SystemExit(f"not bundled: {reason}") from reason
    manifest = json.loads((a.weights / "manifest.json").read_text())
    enter(manifest, new)
    (a.weights / new["file"]).write_bytes(content)
    (a.weights / f"{name}.log.jsonl").write_text(log)
    (a.weights / f"{name}.curve.svg").write_text(curves.svg(f"{TITLES[new['network']]}: right answers by epoch", rows))
    (a.weights / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    print(f"{new['title']}: {len(content) / 1e6:.2f} MB, top-1 and top-5 {new['accuracy']}")


if __name__ == "__main__":
    main()
