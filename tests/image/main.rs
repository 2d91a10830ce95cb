//! Picture files against Pillow, and against people who send something else.

mod hostile;

use std::path::{Path, PathBuf};

use triptych::image::{Crop, Filter, Picture, Preprocessing, crop, decode};

const FOLDER: &str = "tests/data/image";

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(FOLDER).join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn picture(name: &str) -> Picture {
    decode(name, &bytes(name)).unwrap_or_else(|error| panic!("{error}"))
}

fn furthest(a: &[u8], b: &[u8]) -> u8 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or_default()
}

/// Every kind of picture that is read here. Each decoder does what the one behind Pillow does, to the
/// last bit, and so does what follows: alpha over white, colour profiles, orientation.
const KINDS: &[&str] = &[
    "exif1.jpg",
    "exif2.jpg",
    "exif3.jpg",
    "exif4.jpg",
    "exif5.jpg",
    "exif6.jpg",
    "exif7.jpg",
    "exif8.jpg",
    "grey.jpg",
    "progressive.jpg",
    "cmyk.jpg",
    "ycck.jpg",
    "unmarked.jpg",
    "rgb.bmp",
    "palette.bmp",
    "lossless.webp",
    "lossy.webp",
    "alpha.webp",
    "animated.webp",
    "alpha.png",
    "grey-alpha.png",
    "palette.png",
    "animated.gif",
    "rgb16.png",
    "grey16.png",
    "profile.png",
    "profile.webp",
    "profile.jpg",
];

#[test]
fn every_kind_of_file_is_what_pillow_reads() {
    let mut wrong = Vec::new();
    for &name in KINDS {
        let expected = bytes(&format!("{name}.rgb"));
        let [width, height] =
            [0, 2].map(|at| usize::from(u16::from_le_bytes([expected[at], expected[at + 1]])));
        let picture = picture(name);
        assert_eq!([picture.width(), picture.height()], [width, height], "{name}");
        let furthest = furthest(picture.pixels(), &expected[4..]);
        println!("{name}: {furthest}");
        if furthest > 0 {
            wrong.push(format!("{name}: {furthest}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// As in PNG's 3rd edition, section 4.3, and in browsers.
#[test]
fn a_profile_counts_more_than_an_srgb_chunk() {
    let mut file = bytes("profile.png");
    file.splice(33..33, *b"\0\0\0\x01sRGB\0\xae\xce\x1c\xe9");
    assert_eq!(decode("both.png", &file), Ok(picture("profile.png")));
}

#[test]
fn awkward_sizes_are_cropped_as_torchvision_does() {
    let imagenet = Preprocessing::imagenet();
    let padded = Preprocessing { resize: 30, side: 37, ..imagenet.clone() };
    let filter = Filter::Bicubic;
    let bicubic = Preprocessing { resize: 33, side: 31, filter, ..imagenet.clone() };
    let cases = [
        ("1x1", "1x1", &imagenet),
        ("1x5000", "1x5000", &imagenet),
        ("5000x3", "5000x3", &imagenet),
        ("7x5", "7x5", &imagenet),
        ("256x256", "256x256", &imagenet),
        ("255x257", "255x257", &imagenet),
        ("60x45", "padded", &padded),
        ("60x45", "bicubic", &bicubic),
    ];
    for (size, expected, how) in cases {
        let picture = picture(&format!("size-{size}.png"));
        let expected_pixels = self::picture(&format!("crop-{expected}.png"));
        let pixels = crop(&picture, Crop::default(), how);
        // The resampling is Pillow's own, to the last bit.
        assert_eq!(furthest(&pixels, expected_pixels.pixels()), 0, "{expected}");
    }
}

#[test]
fn photos_are_what_pillow_makes_of_them() {
    let data = std::env::var_os("TRIPTYCH_DATA").unwrap_or_else(|| "../shared/data".into());
    let folder = PathBuf::from(data).join("photos");
    if !folder.is_dir() {
        eprintln!(
            "skipped: photos against Pillow, for want of them (TRIPTYCH_DATA, CONTRIBUTING.md)"
        );
        return;
    }
    let how = Preprocessing::imagenet();
    let listed = String::from_utf8(bytes("photos.txt")).expect("text");
    for line in listed.lines() {
        let (name, means) = line.split_once(' ').expect("name and means");
        let file = std::fs::read(folder.join(name)).expect("the photo");
        let picture = decode(name, &file).unwrap_or_else(|error| panic!("{error}"));
        let pixels = crop(&picture, Crop::default(), &how);
        // The reference is rounded to whole levels. Where colours are turned from a profile's to
        // sRGB, LittleCMS rounds some to the neighbouring level (0.16 is the most seen).
        let profile = file.windows(11).any(|bytes| bytes == b"ICC_PROFILE");
        let most = if profile { 0.75 } else { 0.5 };
        for (at, hex) in means.as_bytes().chunks_exact(2).enumerate() {
            let expected = u8::from_str_radix(std::str::from_utf8(hex).expect("hex"), 16);
            let (row, column, channel) = (at / 48, at / 3 % 16, at % 3);
            let sum: u32 = (0..196)
                .map(|i| (row * 14 + i / 14, column * 14 + i % 14))
                .map(|(y, x)| u32::from(pixels[(y * 224 + x) * 3 + channel]))
                .sum();
            let mean = f64::from(sum) / 196.0;
            let off = (mean - f64::from(expected.expect("hex"))).abs();
            assert!(off <= most, "{name}: {off} at {row}, {column}, {channel}");
        }
    }
    assert_eq!(listed.lines().count(), 30);
}
