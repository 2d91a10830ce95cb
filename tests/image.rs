//! Picture files against Pillow, and against people who send something else.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use triptych::error::Error;
use triptych::image::{Crop, Filter, Format, Picture, Preprocessing, crop, decode, format};

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

#[test]
fn what_is_no_picture_is_named() {
    let cases: &[(&[u8], &str)] = &[
        (b"", "it is empty"),
        (b"%PDF-1.7", "it is a PDF"),
        (b"  <svg xmlns='", "it is an SVG drawing"),
        (b"<!DOCTYPE html><p>", "it is a web page"),
        (b"PK\x03\x04", "it is a ZIP archive"),
        (b"\0\0\0\x18ftypmp42", "it is a video"),
        (b"hello", "it is no picture of a known kind"),
        (b"\xff\xd8\xff", "it is cut off"),
        (b"\x89PNG\r\n\x1a\n", "it is cut off"),
        (b"GIF89a", "it is cut off"),
        (b"RIFF\x10\0\0\0WEBP", "it is cut off"),
        (b"BM\0\0\0\0\0\0\0\0\0\0\0\0\x28\0\0\0", "it is cut off"),
        (b"\0\0\0\x14ftypavif\0\0\0\0", "it is an AVIF"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0heic", "it is a HEIC"),
    ];
    for (bytes, reason) in cases {
        let error = decode("cat.jpg", bytes).expect_err(reason).to_string();
        assert!(error.starts_with("cat.jpg is not as expected: "), "{error}");
        assert!(error.contains(reason), "{error} instead of {reason}");
    }
    let avif = b"\0\0\0\x18ftypmif1\0\0\0\0avif";
    assert_eq!(format("a", avif), Ok(Format::Avif));
    assert!(!Format::Avif.is_read_here() && !Format::Heic.is_read_here());
}

/// Numbers that look random and are the same every time.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// A picture or a reason, soon.
fn tried(name: &str, bytes: &[u8]) -> Result<Picture, Error> {
    let start = Instant::now();
    let result = decode(name, bytes);
    if let Err(error) = &result {
        assert!(matches!(error, Error::BadFile { .. }), "{name}: {error}");
    }
    // A large size that happens to be declared takes tenths of a second, without optimisation some.
    assert!(start.elapsed() < Duration::from_secs(10), "{name}: {:?}", start.elapsed());
    result
}

#[test]
fn cut_off_files_say_so() {
    for &name in KINDS {
        let whole = bytes(name);
        for part in 1..8 {
            let cut = &whole[..whole.len() * part / 8];
            let result = tried(name, cut);
            // Only a GIF has something that is not needed: its second frame.
            match result {
                Ok(picture) => {
                    assert!(name.ends_with("gif"), "{name} cut to {part} eighths");
                    assert_eq!(picture, self::picture(name), "{name} cut to {part} eighths");
                }
                Err(error) => assert!(error.to_string().contains("it is cut off"), "{error}"),
            }
        }
    }
}

#[test]
fn mutated_files_give_a_picture_or_a_reason() {
    let mut random = Random(20_240_521);
    let mut refused = 0;
    for round in 0..20 {
        for &name in KINDS {
            let mut file = bytes(name);
            for _ in 0..=random.below(8) {
                let at = random.below(file.len());
                match random.below(4) {
                    0 => file[at] ^= 1 << random.below(8),
                    1 => file[at] = 0xff,
                    2 => file[at] = 0,
                    _ => {
                        // Often a length or a size.
                        let end = file.len().min(at + 1 + random.below(4));
                        file[at..end].fill(0xff);
                    }
                }
            }
            refused += usize::from(tried(&format!("{name}, round {round}"), &file).is_err());
        }
    }
    println!("{refused} of {} refused", 20 * KINDS.len());
    assert!(refused > 50, "{refused}");
}

#[test]
fn declared_sizes_are_checked_before_memory_is_taken() {
    let with = |name: &str, at: usize, size: &[u8]| {
        let mut file = bytes(name);
        file[at..at + size.len()].copy_from_slice(size);
        file
    };
    let jpeg = bytes("exif1.jpg");
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).expect("a frame") + 5;
    let cases = [
        ("huge.jpg", with("exif1.jpg", frame, &[0xff; 4]), "megapixels are the most"),
        ("large.jpg", with("exif1.jpg", frame, &[0x20, 0, 0x20, 0]), "cannot hold"),
        ("huge.bmp", with("rgb.bmp", 18, &[0xff, 0xff, 0, 0, 0xff, 0xff, 0, 0]), ""),
        ("large.bmp", with("rgb.bmp", 18, &[0, 0x20, 0, 0, 0, 0x20, 0, 0]), "cannot hold"),
        ("huge.gif", with("animated.gif", 6, &[0xff; 4]), "megapixels are the most"),
        ("bomb.png", bytes("bomb.png"), ""),
    ];
    for (name, file, reason) in cases {
        match tried(name, &file) {
            Err(error) => {
                println!("{error}");
                assert!(error.to_string().contains(reason), "{error}");
            }
            // A profile that is left out for its size leaves a picture of one pixel.
            Ok(picture) => assert_eq!((name, picture.width()), ("bomb.png", 1)),
        }
    }
}
