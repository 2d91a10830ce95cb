"""Learning curves of a run as an SVG picture, for light and dark pages: `python curves.py RUN/log.jsonl -o FILE.svg`."""
import argparse
import json
from html import escape
from pathlib import Path

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 48, 150, 48, 48
# Colours that hold their contrast on white and on near black; those of `src/train/chart.rs`.
STYLE = """<style>text{font:13px system-ui,sans-serif;fill:#24292f}.title{font-size:16px;font-weight:600}
.axis{stroke:#8c959f}.grid{stroke:#d0d7de}.stage{stroke:#8c959f;stroke-dasharray:2 3}.back{fill:#fff}
polyline{fill:none;stroke-width:2}.train{stroke:#0969da;stroke-dasharray:5 4}.top1{stroke:#bc4c00}.top5{stroke:#8250df}
.label-train{fill:#0969da}.label-top1,.dot-top1{fill:#bc4c00}.label-top5,.dot-top5{fill:#8250df}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.axis,.stage{stroke:#8b949e}.grid{stroke:#30363d}.back{fill:#0d1117}
.train{stroke:#58a6ff}.top1{stroke:#f0883e}.top5{stroke:#bc8cff}
.label-train{fill:#58a6ff}.label-top1,.dot-top1{fill:#f0883e}.label-top5,.dot-top5{fill:#bc8cff}}</style>"""

SERIES = (("top5", "val_top5", "validation, top-5"), ("top1", "val_top1", "validation, top-1"), ("train", "train_top1", "training, top-1"))


MIXED = {"none": "unmixed", "both": "mixup, CutMix"}


def stages(rows: list[dict]) -> list[tuple[float, str]]:
    """Where the side changed, pictures were mixed in another way, or the rate began to fall, and what to call it."""
    found: list[tuple[float, str]] = []
    before: list[str] = []
    size = mix = falling = ""
    for row in rows:
        if "network" in row:  # a sitting begins
            size = f"{row['sides'][0][1] if 'sides' in row else row['size']} px"
            mix, falling = MIXED.get(row.get("mix", "none"), row.get("mix", "")), "annealed" if row["anneal"] else ""
        elif "train_top1" in row and "size" in row:
            size = f"{row['size']} px"
        now = [size, mix, falling]
        if now != before:
            new = [part for part in now if part not in before] if before else now[:1]
            found.append((row["epoch"], ", ".join(filter(None, new))))
            before = now
    return found


def svg(title: str, rows: list[dict]) -> str:
    """Right answers per cent by epoch, of the rows of a log; those while training are of augmented pictures."""
    width, height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    values = {key: [(row["epoch"], row[key]) for row in rows if key in row] for _, key, _ in SERIES}
    epochs = max([1.0, *(epoch for points in values.values() for epoch, _ in points)])
    most = max([10, *(10 * -(-value // 10) for points in values.values() for _, value in points)])

    def x(epoch: float) -> float:
        return round(LEFT + width * epoch / epochs, 1)

    def y(percent: float) -> float:
        return round(TOP + height * (1 - percent / most), 1)

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">', f"<title>{escape(title)}</title>", STYLE,
        f'<rect class="back" width="{WIDTH}" height="{HEIGHT}"/>', f'<text class="title" x="16" y="28">{escape(title)}</text>',
    ]
    for percent in range(0, int(most) + 1, 10):
        out.append(f'<path class="grid" d="M{LEFT} {y(percent)}h{width}"/><text x="{LEFT - 8}" y="{y(percent) + 4}" text-anchor="end">{percent} %</text>')
    for epoch in range(0, int(epochs) + 1, max(1, round(epochs / 10))):
        out.append(f'<text x="{x(epoch)}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{epoch}</text>')
    out.append(f'<path class="axis" d="M{LEFT} {HEIGHT - BOTTOM}h{width}"/><text x="{LEFT + width / 2}" y="{HEIGHT - 8}" text-anchor="middle">epoch</text>')
    for epoch, name in stages(rows):
        late = x(epoch) > LEFT + width - 60  # labels of the lines stand on the right
        place = f'x="{x(epoch) - 4}" text-anchor="end"' if late else f'x="{x(epoch) + 4}"'
        out.append(f'<path class="stage" d="M{x(epoch)} {TOP}v{height}"/><text {place} y="{TOP + 10}">{escape(name)}</text>')
    label = -1e9
    for kind, key, name in SERIES:
        if points := values[key]:
            out.append(f'<polyline class="{kind}" points="{" ".join(f"{x(epoch)},{y(value)}" for epoch, value in points)}"/>')
            if kind != "train":  # few, and one alone has no line
                out += [f'<circle class="dot-{kind}" cx="{x(epoch)}" cy="{y(value)}" r="3"/>' for epoch, value in points]
            label = max(y(points[-1][1]), label + 34)
            place = LEFT + width + 8
            out.append(f'<text class="label-{kind}" x="{place}" y="{label}">{name}<tspan x="{place}" dy="16">{points[-1][1]:.1f} %</tspan></text>')
    return "\n".join([*out, "</svg>", ""])


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("log", type=Path, nargs="+", help="log.jsonl of a run; several are joined")
    p.add_argument("-o", "--output", type=Path, required=True)
    p.add_argument("--title")
    a = p.parse_args()
    rows = [json.loads(line) for log in a.log for line in log.read_text().splitlines()]
    network = next((row["network"] for row in rows if "network" in row), "")
    names = {"resnet50": "ResNet-50", "alexnet": "AlexNet"}
    a.output.write_text(svg(a.title or f"{names.get(network, network)}: right answers by epoch", rows))


if __name__ == "__main__":
    main()
