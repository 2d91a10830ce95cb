"""Makes the .pth files beside it: `python make.py`, with PyTorch 1.6 or later. Deterministic values.

Every tensor holds `start + step * i` for element i of its storage, so that tests need no PyTorch.
"""

import io
import pickle
import struct
import tarfile
import zipfile
from collections import OrderedDict
from pathlib import Path

import torch

here = Path(__file__).parent


def ramp(*shape, start=0.0, step=0.25, dtype=torch.float32):
    count = int(torch.tensor(shape).prod()) if shape else 1
    return (torch.arange(count, dtype=torch.float64) * step + start).reshape(shape).to(dtype)


def state():
    base = ramp(4, 6)
    return OrderedDict(
        [
            ("conv1.weight", ramp(2, 3, 2, 2, start=-3)),
            ("conv1.bias", ramp(2, start=1, dtype=torch.float16)),
            ("fc.weight", torch.nn.Parameter(ramp(3, 4, start=-1))),
            ("fc.bias", ramp(3, start=-2, dtype=torch.bfloat16)),
            ("double", ramp(2, start=0.5, dtype=torch.float64)),
            ("transposed", base.t()),  # shape [6, 4], strides [1, 6]
            ("corner", base[1:3, 2:5]),  # offset 8, strides [6, 1]
            ("shared", base[0]),  # the same storage again
            ("bn1.num_batches_tracked", torch.tensor(7)),
            ("empty", torch.zeros(0, 3)),
        ]
    )


def save(name, value, new=True):
    torch.save(value, here / name, _use_new_zipfile_serialization=new)


class Forbidden:
    def __reduce__(self):
        import os

        return (os.system, ("touch /tmp/triptych-was-run",))


def zipped(name, data, method=zipfile.ZIP_STORED, extra=()):
    with zipfile.ZipFile(here / name, "w", method) as archive:
        archive.writestr("archive/data.pkl", data)
        for path, content in extra:
            archive.writestr("archive/" + path, content)


def old_tar(name):
    """The format of PyTorch before 0.1.10, in which torchvision's first files are; by its reader."""
    values = struct.pack("<6f", *range(6))
    storages = pickle.dumps(1, 2) + pickle.dumps((1, "cpu", torch.FloatStorage), 2)
    storages += struct.pack("<q", 6) + values + pickle.dumps([], 2)
    tensors = pickle.dumps(1, 2) + pickle.dumps((2, 1, torch.FloatTensor), 2)
    tensors += struct.pack("<ii", 2, 0) + struct.pack("<qqqqq", 2, 3, 3, 1, 0)
    main = io.BytesIO()
    pickler = pickle.Pickler(main, 2)
    marker = object()
    pickler.persistent_id = lambda value: "2" if value is marker else None
    pickler.dump(OrderedDict([("fc.weight", marker)]))
    with tarfile.open(here / name, "w", format=tarfile.USTAR_FORMAT) as archive:
        for entry, data in [
            ("sys_info", pickle.dumps({"protocol_version": 1000, "little_endian": True}, 2)),
            ("storages", storages),
            ("tensors", tensors),
            ("pickle", main.getvalue()),
        ]:
            info = tarfile.TarInfo(entry)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


save("new.pth", state())
save("legacy.pth", state(), new=False)
save("nested.pth", {"epoch": 3, "state_dict": state(), "optimizer": {"momentum": ramp(5)}})
save("model.pth", {"model": OrderedDict(("module." + k, v) for k, v in state().items())})
save("expanded.pth", {"huge": torch.zeros(1).expand(1 << 20, 1 << 11)})  # 8 GiB from four bytes
save("array.pth", ramp(3))  # a tensor that has no name
old_tar("tar.pth")
# Three that would run something, or swell, in a careless reader.
zipped("forbidden.pth", pickle.dumps(OrderedDict(weight=Forbidden()), 2))
zipped("forbidden-root.pth", pickle.dumps(Forbidden(), 2))
zipped("bomb.pth", b"\x80\x02" + b"N" * 4_000_000 + b".", zipfile.ZIP_DEFLATED)
