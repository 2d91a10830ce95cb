"""Writes the small pictures of this folder, and what Pillow makes of them.

    python3 -m venv venv && venv/bin/pip install pillow numpy
    venv/bin/python make.py [FOLDER]

Written with Pillow 13.0.0 and NumPy 2.4.6. `*.rgb` is width and height (u16, little-endian), then
RGB. `crop-*.png` is torchvision's Resize(256) and CenterCrop(224) on `size-*.png`, by Pillow.
`photos.txt` is, for each photo in FOLDER, its name and 16 x 16 means of 14 x 14 pixels of that crop, in
hex. `digit*` are one of the page's sample digits in files of several kinds.
"""

import io
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps

HERE = Path(__file__).parent


def pattern(width, height):
    """Gradients, with edges a few pixels apart: no mirroring or turning keeps it."""
    y, x = np.mgrid[0:height, 0:width]
    red = x * 255 // max(width - 1, 1)
    green = y * 255 // max(height - 1, 1)
    blue = np.where((x // 5 + y // 3) % 3 == 0, 230, 40)
    return Image.fromarray(np.stack([red, green, blue], -1).astype(np.uint8))


def reference(name, picture):
    rgb = picture.convert("RGB")
    (HERE / f"{name}.rgb").write_bytes(struct.pack("<HH", *rgb.size) + rgb.tobytes())


def crop(picture, resize=256, side=224, filter=Image.Resampling.BILINEAR):
    """torchvision: transforms/functional.py, `_compute_resized_output_size` and `center_crop`."""
    w, h = picture.size
    short, long = min(w, h), max(w, h)
    new = int(resize * long / short)
    picture = picture.resize((resize, new) if w <= h else (new, resize), filter)
    w, h = picture.size
    if w < side or h < side:
        pad = [max(side - w, 0) // 2, max(side - h, 0) // 2]
        whole = Image.new("RGB", (max(w, side), max(h, side)))
        whole.paste(picture, tuple(pad))
        picture, (w, h) = whole, whole.size
    left, top = int(round((w - side) / 2.0)), int(round((h - side) / 2.0))
    return picture.crop((left, top, left + side, top + side))


def over_white(picture):
    rgba = np.asarray(picture.convert("RGBA")).astype(float)
    alpha = rgba[..., 3:] / 255
    return Image.fromarray(np.round(rgba[..., :3] * alpha + 255 * (1 - alpha)).astype(np.uint8))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, depth, colour, *chunks):
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks) + chunk(b"IEND", b"")


def kinds():
    base = pattern(24, 16)
    ramp = Image.fromarray(np.asarray(base)[..., 0] // 2 + np.asarray(base)[..., 1] // 2)
    alpha = base.copy()
    alpha.putalpha(ramp)

    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[274] = orientation
        name = f"exif{orientation}.jpg"
        base.save(HERE / name, quality=95, subsampling=0, exif=exif)
        reference(name, ImageOps.exif_transpose(Image.open(HERE / name)))

    def same(name, picture, **options):
        picture.save(HERE / name, **options)
        reference(name, Image.open(HERE / name))

    same("grey.jpg", ramp, quality=95)
    same("progressive.jpg", pattern(40, 30), quality=90, progressive=True)
    same("cmyk.jpg", base.convert("CMYK"), quality=95)
    same("rgb.bmp", base)
    same("palette.bmp", base.quantize(16))
    same("lossless.webp", base, lossless=True)
    same("lossy.webp", pattern(40, 30), quality=90)

    # The same values, said to be YCCK: the last byte of Adobe's segment.
    data = bytearray((HERE / "cmyk.jpg").read_bytes())
    data[data.index(b"Adobe") + 11] = 2
    (HERE / "ycck.jpg").write_bytes(data)
    reference("ycck.jpg", Image.open(HERE / "ycck.jpg"))

    # The same without Adobe's segment: Pillow takes its values as Adobe's all the same.
    data = (HERE / "cmyk.jpg").read_bytes()
    start = data.index(b"\xff\xee")
    end = start + 2 + int.from_bytes(data[start + 2 : start + 4])
    (HERE / "unmarked.jpg").write_bytes(data[:start] + data[end:])
    reference("unmarked.jpg", Image.open(HERE / "unmarked.jpg"))

    def transparent(name, picture, **options):
        picture.save(HERE / name, **options)
        reference(name, over_white(Image.open(HERE / name)))

    transparent("alpha.png", alpha)
    transparent("alpha.webp", alpha, lossless=True)
    transparent("grey-alpha.png", Image.merge("LA", [ramp, ramp.transpose(Image.Transpose.ROTATE_180)]))
    clear = base.quantize(16)
    transparent("palette.png", clear, transparency=3)
    frames = [pattern(24, 16).quantize(32), pattern(24, 16).transpose(Image.Transpose.ROTATE_180)]
    frames[0].save(HERE / "animated.gif", save_all=True, append_images=frames[1:], duration=100)
    reference("animated.gif", Image.open(HERE / "animated.gif"))
    turned = alpha.transpose(Image.Transpose.ROTATE_180)
    transparent("animated.webp", alpha, save_all=True, append_images=[turned], quality=90)

    wide = np.asarray(base).astype(">u2") * 257
    rows = b"".join(b"\0" + row.tobytes() for row in wide)
    (HERE / "rgb16.png").write_bytes(png(24, 16, 16, 2, chunk(b"IDAT", zlib.compress(rows))))
    reference("rgb16.png", base)
    rows = b"".join(b"\0" + row.tobytes() for row in np.asarray(ramp).astype(">u2") * 257)
    (HERE / "grey16.png").write_bytes(png(24, 16, 16, 0, chunk(b"IDAT", zlib.compress(rows))))
    reference("grey16.png", ramp)

    # sRGB with red and blue exchanged: without the conversion the colours are plainly wrong.
    icc = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = icc.index(b"rXYZ"), icc.index(b"bXYZ")
    icc[red : red + 4], icc[blue : blue + 4] = b"bXYZ", b"rXYZ"
    for name in ["profile.png", "profile.jpg", "profile.webp"]:
        options = {"quality": 95, "subsampling": 0} if name.endswith("jpg") else {"lossless": True}
        options = {} if name.endswith("png") else options
        base.save(HERE / name, icc_profile=bytes(icc), **options)
        source = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        target = ImageCms.createProfile("sRGB")
        reference(name, ImageCms.profileToProfile(Image.open(HERE / name), source, target))

    # 80 MB of nothing as a colour profile, in 80 kB.
    icc = b"bomb\0\0" + zlib.compress(bytes(80_000_000), 9)
    rows = zlib.compress(b"\0\0\0\0" * 1)
    bomb = png(1, 1, 8, 2, chunk(b"iCCP", icc), chunk(b"IDAT", rows))
    (HERE / "bomb.png").write_bytes(bomb)


def sizes():
    for width, height in [(1, 1), (1, 5000), (5000, 3), (7, 5), (256, 256), (255, 257)]:
        picture = pattern(width, height)
        picture.save(HERE / f"size-{width}x{height}.png", optimize=True)
        crop(picture).save(HERE / f"crop-{width}x{height}.png", optimize=True)
    # Padding, the other filter, and another size: what other networks ask for.
    picture = pattern(60, 45)
    picture.save(HERE / "size-60x45.png", optimize=True)
    crop(picture, 30, 37).save(HERE / "crop-padded.png")
    crop(picture, 33, 31, Image.Resampling.BICUBIC).save(HERE / "crop-bicubic.png")


def digits():
    """A 2 of www/samples.idx, dark on light."""
    samples = (HERE / "../../../www/samples.idx").read_bytes()[16:]
    ink = np.frombuffer(samples, np.uint8).reshape(-1, 28, 28)[2].repeat(4, 0).repeat(4, 1)
    ink = Image.fromarray(np.pad(ink, ((0, 0), (10, 20))))
    plain = ImageOps.invert(ink).convert("RGB")
    plain.save(HERE / "digit.png")
    plain.save(HERE / "digit.jpg", quality=85)
    clear = Image.new("RGBA", ink.size)  # black throughout: only its transparency says what is ink
    clear.putalpha(ink)
    clear.save(HERE / "digit-alpha.png")
    exif = Image.Exif()
    exif[274] = 6
    plain.transpose(Image.Transpose.ROTATE_90).save(HERE / "digit-exif6.jpg", quality=85, exif=exif)


def srgb(picture):
    """By Little CMS, unless the profile is sRGB itself."""
    icc = picture.info.get("icc_profile")
    if not icc or b"sRGB" in icc or b"s\0R\0G\0B" in icc:
        return picture.convert("RGB")
    source, target = ImageCms.ImageCmsProfile(io.BytesIO(icc)), ImageCms.createProfile("sRGB")
    return ImageCms.profileToProfile(picture.convert("RGB"), source, target)


def photos(folder):
    with open(HERE / "photos.txt", "w") as out:
        for path in sorted(Path(folder).glob("*.JPEG")):
            made = crop(srgb(ImageOps.exif_transpose(Image.open(path))))
            means = np.asarray(made).astype(float).reshape(16, 14, 16, 14, 3).mean((1, 3))
            out.write(f"{path.name} {np.round(means).astype(np.uint8).tobytes().hex()}\n")


if __name__ == "__main__":
    kinds()
    sizes()
    digits()
    if len(sys.argv) > 1:
        photos(sys.argv[1])
